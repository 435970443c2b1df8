from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from clusters import presets
from clusters.imports import import_clusters, read_clusters
from core.errors import DomainError
from schools.imports.reading import UnreadableError, read_day


def _name_and_preset(value: str) -> tuple[str, str]:
    name, _, preset = value.rpartition("=")
    if not name.strip() or not preset.strip():
        raise ArgumentTypeError(f"“{value}” is not NAME=PRESET")
    return name.strip(), preset.strip()


def _day(value: str) -> date:
    try:
        return read_day(value)
    except UnreadableError as problem:
        raise ArgumentTypeError(str(problem)) from problem


class Command(BaseCommand):
    help = (
        "Builds clusters from a CSV file with the columns cluster, role (host, member, or school "
        "for one that stands alone) and urn; other columns are ignored. Import schools first. "
        "Run twice, it changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file of clusters")
        parser.add_argument(
            "--preset",
            action="append",
            default=[],
            type=_name_and_preset,
            metavar="NAME=PRESET",
            help=(
                "the rules that a new cluster starts from; NAME may hold *, as in 'North *'. "
                f"Presets: {', '.join(presets.PRESETS)}. Without it: {presets.DEFAULT.key}."
            ),
        )
        parser.add_argument(
            "--starts-on",
            type=_day,
            metavar="DATE",
            help="the first day of new clusters and memberships, as 01-09-2025; today without it",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print the same report and change nothing"
        )

    def handle(
        self,
        *,
        file: Path,
        preset: list[tuple[str, str]],
        starts_on: date | None,
        dry_run: bool,
        **options: Any,
    ) -> None:
        try:
            clusters = read_clusters(file)
            with transaction.atomic():
                report = import_clusters(
                    clusters,
                    preset_by_name=dict(preset),
                    starts_on=starts_on or timezone.localdate(),
                )
                transaction.set_rollback(dry_run)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print(report.lines())
        if dry_run:
            self._print(["This was a trial: nothing was changed."])

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)
