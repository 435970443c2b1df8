from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from schools import actions
from schools.imports.links import import_links, read_links
from schools.imports.reading import read_register
from schools.imports.schools import import_schools


class Command(BaseCommand):
    help = (
        "Reads schools from a download of Get Information about Schools. Needs the columns URN, "
        "LA (code), LA (name), EstablishmentName and EstablishmentStatus, takes what else is "
        "there, and never a head teacher's name. Run twice, it changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file of schools")
        parser.add_argument(
            "--links", type=Path, metavar="FILE", help="the separate CSV file of successor links"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print the same report and change nothing"
        )

    def handle(self, *, file: Path, links: Path | None, dry_run: bool, **options: Any) -> None:
        try:
            # Both are read before anything is written, so that a wrong second file stops it all.
            register = read_register(file)
            link_file = read_links(links) if links else None
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        with transaction.atomic():
            report = import_schools(register, today=timezone.localdate())
            links_report = import_links(link_file) if link_file else None
            moved = actions.settle_families()
            transaction.set_rollback(dry_run)
        self._print(report.lines())
        if links_report:
            self._print(links_report.lines())
        self._print([f"Schools that now count as one with others, or no longer do: {moved}"])
        if dry_run:
            self._print(["This was a trial: nothing was changed."])

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)
