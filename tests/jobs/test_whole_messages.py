"""The folder that sender and worker share: a message is there whole, or not at all."""

from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import filesystem

from config.celery import broker_settings


class Reader:
    """Looks for messages at the moment when one of them is being written."""

    def __init__(self, channel: filesystem.Channel) -> None:
        self.channel = channel
        self.found: list[object] = []

    def __json__(self) -> str:
        try:
            self.found.append(self.channel._get("celery"))
        except Empty:
            self.found.append(None)
        return "written"


def channel(folder: Path, **changes: str) -> filesystem.Channel:
    settings = broker_settings("", folder) | changes
    return Connection(
        settings["broker_url"],
        transport=settings["broker_transport"],
        transport_options=settings["broker_transport_options"],
    ).channel()


def test_a_worker_never_reads_a_message_that_is_still_being_written(tmp_path):
    files = channel(tmp_path)
    reader = Reader(files)

    files._put("celery", {"body": reader})

    assert reader.found == [None]
    assert files._get("celery") == {"body": "written"}


def test_by_the_plain_transport_it_would_read_half_of_one(tmp_path):
    """The control: a worker ends when a message is no JSON."""
    files = channel(tmp_path, broker_transport="filesystem")

    with pytest.raises(ValueError, match="Expecting value"):
        files._put("celery", {"body": Reader(files)})


def test_what_a_killed_sender_left_unfinished_is_no_message(tmp_path):
    files = channel(tmp_path)
    (tmp_path / "broker" / "queue" / "1_a.celery.msg.unfinished").write_text('{"bo')

    with pytest.raises(Empty):
        files._get("celery")
