"""`manage.py load_demo`: the people and clusters of the demonstration."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports.demo import cast, loading


class Command(BaseCommand):
    help = "Fills the database of the demonstration with invented clusters, schools and people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--people", action="store_true", help="say who can be signed in as, and change nothing"
        )

    def handle(self, *args: Any, people: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This is no demonstration, so nothing was loaded. Start one with "
                "`python3 manage.py demo`, or set SEND_DEMO=1 for a database of its own."
            )
        if people:
            self._say_who()
        elif loading.is_loaded():
            self.stdout.write("The demonstration is loaded already. Nothing was changed.")
        else:
            loading.load()
            self.stdout.write("The demonstration is loaded.")

    def _say_who(self) -> None:
        if not loading.is_loaded():
            raise CommandError("Nobody is there yet. Run `manage.py load_demo` first.")
        groups = cast.grouped()
        width = max(len(person.name) for _, choices in groups for person, _ in choices)
        for group, choices in groups:
            if choices:
                self.stdout.write(group)
            for person, words in choices:
                self.stdout.write(f"  {person.name:{width}}  {words}")
