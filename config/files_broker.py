"""Celery's folder of messages, for where there is no Redis."""

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A message appears whole: a worker that reads half of one ends by it."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        name = f"{monotonic() * 1000:.0f}_{uuid4()}.{queue}.msg"
        unfinished = Path(self.data_folder_out, f"{name}.unfinished")
        try:
            unfinished.write_text(dumps(payload))
            unfinished.rename(unfinished.with_name(name))
        except OSError as fault:
            raise ChannelError(f"Cannot write {name}") from fault


class Transport(filesystem.Transport):
    Channel = Channel
