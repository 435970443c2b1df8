from django.apps import AppConfig
from django.core.checks import Tags, register

from accounts import checks


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        register(checks.demonstration_is_off, Tags.security, deploy=True)
