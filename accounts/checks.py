"""What `check --deploy` refuses about accounts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def demonstration_is_off(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.DEMO:
        return []
    return [
        Error(
            "The demonstration is on: anybody could sign in as anybody.",
            hint="Unset SEND_DEMO wherever real schools use the product.",
            id="send.E001",
        )
    ]
