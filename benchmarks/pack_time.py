"""A pack of 60 pages against WeasyPrint's own time for the same page.

    .venv/bin/python -m benchmarks.pack [--rounds 3]

runs it on the database that `speed.py` filled: the papers of 20 items, a long meeting before it
and a table of overdue evaluations, as the cluster SENCO reads them.
"""

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


def html(page: str) -> weasyprint.HTML:
    """The fetcher serves our style and fonts."""
    return weasyprint.HTML(string=page, base_url=f"{pdf.HERE}/", url_fetcher=pdf._fetcher())


def bare(page: str) -> None:
    """As it is without tags and without our identifier."""
    html(page).write_pdf()


def seconds(act: Callable[[], object]) -> float:
    """Of the processor, since others may keep the machine busy."""
    began = time.process_time()
    act()
    return time.process_time() - began


def main(rounds: int) -> None:
    cluster = Cluster.objects.get(name="Large")
    senco = User.objects.get(email="cluster_senco.large@schools.example")
    with acting_for(senco):
        meetings = Meeting.objects.for_user(senco, "take_pack").filter(
            cluster=cluster, started_at__isnull=True
        )
        meeting = meetings.order_by("panel_date__held_on")[0]
        meeting = meetings.select_related("panel_date__cluster", "cluster__rules").get(
            pk=meeting.pk
        )
        page = documents.pack_page(queries.pack_for(senco, meeting))

    def whole() -> None:
        with acting_for(senco):
            Pack.objects.filter(meeting=meeting).delete()
        actions.make_pack(meeting_id=meeting.pk, person_id=senco.pk, ahead=False)

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
    print("\n| What | Median processor time | Of WeasyPrint’s own |\n|---|--:|--:|")
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
