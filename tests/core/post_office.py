"""A mail server of the tests' own, which speaks SMTP on a free loopback port."""

import queue
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class PostOffice(socketserver.ThreadingTCPServer):
    """Takes every message, unless `answers` says otherwise for a command or a recipient."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.answers: dict[str, str] = {}
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.visits = 0
        self.asked: queue.Queue[None] = queue.Queue()
        self.decided: queue.Queue[None] = queue.Queue()
        self.open = threading.Event()
        self.open.set()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def recipients(self) -> list[str]:
        """Of each message that was taken, in their order: one for each."""
        return [address for addresses, _ in self.taken for address in addresses]


class Talk(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self.server.visits += 1
        recipients: list[str] = []
        if not self.say("greeting", "220 post office"):
            return
        for line in self.rfile:
            words = line.decode().strip()
            command = words.partition(" ")[0].upper()
            if command == "QUIT":
                self.say("quit", "221 goodbye")
                return
            if command == "RCPT":
                address = words.partition("<")[2].partition(">")[0]
                if self.say(address, "250 known"):
                    recipients.append(address)
            elif command == "DATA":
                if not self.take(recipients):
                    return
                recipients = []
            else:
                self.say(command.lower(), "250 fine")

    def take(self, recipients: list[str]) -> bool:
        """The words of one message. A clerk may be slow: see `open`."""
        self.say("go on", "354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        text = b"".join(line[1:] if line.startswith(b"..") else line for line in lines)
        self.server.asked.put(None)
        self.server.open.wait(timeout=30)
        answer = self.server.answers.get("data", "250 taken")
        if answer.startswith("2"):
            message: Any = message_from_bytes(text, policy=policy.default)
            self.server.taken.append((recipients, message))
        self.server.decided.put(None)
        if answer == "hang up":
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return True

    def say(self, what: str, words: str) -> bool:
        words = self.server.answers.get(what, words)
        self.wfile.write(f"{words}\r\n".encode())
        return words.startswith("2")


@contextmanager
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        clerk = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.02})
        clerk.start()
        try:
            yield office
        finally:
            office.open.set()
            office.shutdown()
            clerk.join()
