"""Packs of a meeting's papers: one for all who may read the same, on time and on demand."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from clusters.models import Cluster
from core import audit, dates, jobs, pdf
from core.errors import DomainError
from core.models import Job
from core.tenancy import acting_for, tenant
from panels import documents
from panels.models import Meeting, Pack, Seat
from panels.queries import pack_for
from panels.queries.pack import Contents

TASK = "panels.make_pack"
KEPT = timedelta(days=60)
STEPS = 3
MOST_LAYOUTS = 3
NO_PANGO = (
    "PDF files cannot be made on this machine. Open the pack as a page and print it from there."
)


class ChangedMeanwhile(RuntimeError):
    """The meeting says something else than what was laid out. The job is tried again."""


def ask_for_pack(*, meeting: Meeting, by: Any) -> Job:
    """Starts making the file that this person may read; one that is being made is theirs too."""
    if not by.has_perm("panels.take_pack_meeting", meeting):
        raise DomainError("Only those who run or sit at this meeting have its papers.")
    if not pdf.can_be_made():
        raise DomainError(NO_PANGO)
    contents = pack_for(by, meeting)
    audit.record(by=by, verb="asked for a pack", subject=meeting)
    return _start(contents, by.pk)


def cancel_pack(*, meeting: Meeting, by: Any) -> None:
    """Stops making it. A file that was there before stays."""
    job = job_of(pack_for(by, meeting))
    if job is None or not jobs.cancel(job):
        raise DomainError("It is not being made any more. Look at its page.")
    audit.record(by=by, verb="cancelled a pack", subject=meeting)


def job_of(contents: Contents) -> Job | None:
    """The newest job for this variant."""
    return jobs.newest(TASK, _key(contents))


def make_pack(*, meeting_id: int, person_id: int, ahead: bool) -> None:
    """Makes the file for what this person may read, of the meeting as it stands. Once the file is
    of the same words, nothing is made.

    It takes seconds to lay out, so meanwhile no transaction is open. The rule is asked again
    before the file is kept, and what changed by then is laid out anew.
    """
    reading = partial(_readable, meeting_id, person_id, ahead)
    for _ in range(MOST_LAYOUTS):
        with reading() as contents:
            if contents is None or is_fresh(contents):
                return
            page, says = documents.pack_page(contents), _says(contents)
        jobs.step(1, STEPS)
        made = pdf.file_of(page)
        jobs.step(2, STEPS)
        with suppress(ChangedMeanwhile):
            with jobs.finishing(), reading() as contents:
                _keep(contents, says, made)
            return
    raise ChangedMeanwhile


@contextmanager
def _readable(meeting_id: int, person_id: int, ahead: bool) -> Iterator[Contents | None]:
    """What the person may read at this moment, in a transaction behind their wall; None for who
    has left."""
    person = get_user_model().objects.get(pk=person_id)
    with acting_for(person):
        found = Meeting.objects.for_user(person, "take_pack").filter(pk=meeting_id)
        meeting = found.select_related("panel_date__cluster", "cluster__rules").first()
        yield pack_for(person, meeting, ahead=ahead) if meeting else None


def _says(contents: Contents) -> tuple[str, str]:
    return contents.variant, documents.pack_fingerprint(contents)


def is_fresh(contents: Contents) -> bool:
    """Whether the file for this variant says what the meeting says now."""
    return pack_of(contents).filter(fingerprint=documents.pack_fingerprint(contents)).exists()


def pack_of(contents: Contents) -> Any:
    return Pack.objects.filter(meeting=contents.meeting, variant=contents.variant)


def make_due_packs() -> None:
    """Starts what is due: for each meeting that is near, the file of everybody with a seat, as if
    they had answered; where it is there and fresh, nothing. Removes files of old meetings."""
    if not pdf.can_be_made():
        return
    today = dates.today()
    for cluster in Cluster.objects.live().select_related("rules"):
        with transaction.atomic(), tenant(clusters=[cluster.pk]):
            Pack.objects.filter(
                cluster=cluster, meeting__panel_date__held_on__lt=today - KEPT
            ).delete()
            for meeting in _near(cluster, today):
                _start_for_seats(meeting)


def _near(cluster: Cluster, today: date) -> Any:
    until = dates.working_days_after(today, cluster.rules.pack_days)
    rows = Meeting.objects.filter(
        cluster=cluster, started_at__isnull=True, panel_date__held_on__range=(today, until)
    )
    return rows.select_related("panel_date__cluster", "cluster__rules")


def _start_for_seats(meeting: Meeting) -> None:
    seen = set()
    seats = Seat.objects.filter(meeting=meeting, person__is_active=True).select_related("person")
    for seat in seats:
        if not seat.person.has_perm("panels.take_pack_meeting", meeting):
            continue
        contents = pack_for(seat.person, meeting, ahead=True)
        if contents.variant not in seen and not is_fresh(contents):
            _start(contents, seat.person_id)
        seen.add(contents.variant)


def _start(contents: Contents, person_id: int) -> Job:
    return jobs.start(
        TASK,
        _key(contents),
        meeting_id=contents.meeting.pk,
        person_id=person_id,
        ahead=int(contents.ahead),
    )


def _key(contents: Contents) -> str:
    return f"{contents.meeting.pk} {contents.variant}"


def _keep(contents: Contents | None, says: tuple[str, str], made: bytes) -> None:
    """Keeps the file if the meeting still says to its readers what the file says."""
    if contents is None or _says(contents) != says:
        raise ChangedMeanwhile
    variant, fingerprint = says
    Pack.objects.update_or_create(
        cluster_id=contents.meeting.cluster_id,
        meeting=contents.meeting,
        variant=variant,
        defaults={"fingerprint": fingerprint, "file": made, "made_at": timezone.now()},
    )
