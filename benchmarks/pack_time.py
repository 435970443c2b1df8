"""A pack of 60 pages and more, against WeasyPrint's own time for the same page. `speed.py` runs it
on the database with the large cluster."""

import argparse
import statistics
import time
from collections.abc import Callable

import django

django.setup()

import weasyprint  # noqa: E402 - the settings keep its log quiet

from accounts.models import User  # noqa: E402
from clusters.models import Cluster  # noqa: E402
from core import pdf  # noqa: E402
from core.tenancy import acting_for  # noqa: E402
from panels import actions, documents, queries  # noqa: E402
from panels.models import Meeting, Pack  # noqa: E402


def bare(page: str) -> None:
    """As it is without tags and without our identifier; the fetcher serves our style and fonts."""
    fetcher = pdf._fetcher()
    weasyprint.HTML(string=page, base_url=f"{pdf.HERE}/", url_fetcher=fetcher).write_pdf()


def seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main(rounds: int) -> None:
    cluster = Cluster.objects.get(name="Large")
    chair = User.objects.get(email="chair.large@schools.example")
    with acting_for(chair):
        meetings = Meeting.objects.for_user(chair, "take_pack").filter(
            cluster=cluster, started_at__isnull=True
        )
        meeting = meetings.order_by("-panel_date__held_on")[0]
        meeting = meetings.select_related("panel_date__cluster", "cluster__rules").get(
            pk=meeting.pk
        )
        page = documents.pack_page(queries.pack_for(chair, meeting))

    def whole() -> None:
        with acting_for(chair):
            Pack.objects.filter(meeting=meeting).delete()
        actions.make_pack(meeting_id=meeting.pk, person_id=chair.pk, ahead=False)

    made = pdf.file_of(page)  # and everything is loaded
    pages = len(
        weasyprint.HTML(string=page, base_url=f"{pdf.HERE}/", url_fetcher=pdf._fetcher())
        .render()
        .pages
    )
    times: dict[str, list[float]] = {"bare": [], "ours": [], "whole": []}
    for _ in range(rounds):
        times["bare"].append(seconds(lambda: bare(page)))
        times["ours"].append(seconds(lambda: pdf.file_of(page)))
        times["whole"].append(seconds(whole))
    floor = statistics.median(times["bare"])
    print(f"{pages} pages, {len(made) / 1e6:.2f} MB, {rounds} times each, in turn.")
    print("\n| What | Median | Of WeasyPrint’s own |\n|---|--:|--:|")
    for name, words in (
        ("bare", "WeasyPrint alone, no tags"),
        ("ours", "The file as PDF/UA-1"),
        ("whole", "The whole job: facts, file, facts again, kept"),
    ):
        middle = statistics.median(times[name])
        print(f"| {words} | {middle:.2f} s | {middle / floor:.2f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    main(parser.parse_args().rounds)
