"""The complaints of the demonstration: one at its second stage, one that has ended, and one whose
stage has run out of days."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.models import Cluster, PanelDate
from clusters.queries.schooldays import ONE_DAY, SchoolDays
from complaints import actions
from complaints.actions import Complainant
from complaints.models import (
    Complaint,
    ComplaintLink,
    ComplaintStage,
    ConversationNote,
    StageOutcome,
)
from complaints.procedures import DISCUSSION
from complaints.queries import hash_of
from core.dates import at_local, local_day
from funding.models import Application
from reports.demo.cast import A
from reports.demo.clock import at
from reports.demo.postman import REFUSES
from reports.demo.story import Moments
from schools.models import School

People = Mapping[str, User]

# Known beforehand, so that the page of whom to be can lead to them. Elsewhere a link's secret is
# random and known to nobody but whoever has it.
IN_PROGRESS, ENDED = "demonstration-in-progress", "demonstration-ended"
OVERDUE = "demonstration-overdue"
LATE_BY = 2  # school days
REMINDING = 7  # days up to the last one, each of which writes what has not been said
WORDS = """We were told that the lunchtime support is not granted. The letter says that the midday \
staff can give it, but nobody asked us or watched a lunchtime.

We would like somebody who did not decide it to look at it again."""
TALKED = """The parent said that nobody had watched a lunchtime before the decision. The cluster \
SENCO explained how the panel decides and what it had read.

Both agreed that the school watches three lunchtimes and writes down what it sees."""
WHY = """The panel kept to its rules, and the letter gives its reasons. It could have asked the \
school what its midday staff already do, and did not."""


def links() -> list[tuple[str, str]]:
    """What to try as a parent: words and address."""
    cluster = Cluster.objects.filter(name=A).first()
    if cluster is None:
        return []
    return [
        (f"Complain to {A}, without an account", _form(cluster)),
        ("Follow a complaint at its second stage, by its private link", _link(IN_PROGRESS)),
        ("Follow a complaint whose answer is overdue, by its private link", _link(OVERDUE)),
        ("Read a complaint that has ended, by its private link", _link(ENDED)),
    ]


def _form(cluster: Cluster) -> str:
    return reverse("complaints:start", args=[cluster.public_id])


def _link(token: str) -> str:
    return reverse("complaints:follow", args=[token])


def tell(
    people: People,
    schools: Mapping[str, School],
    cluster: Cluster,
    past: PanelDate,
) -> None:
    now = timezone.now()
    decided = Moments(past, local_day(now)).discussed
    _in_progress(people, schools, cluster, past, decided, now)
    _ended(people, schools, cluster, decided, now)
    _overdue(schools, cluster, local_day(now))


def _in_progress(
    people: People,
    schools: Mapping[str, School],
    cluster: Cluster,
    past: PanelDate,
    decided: datetime,
    now: datetime,
) -> None:
    """About the panel's decision, asked on after the cluster SENCO's answer."""
    declined = Application.objects.get(panel_date=past, status=Application.Status.DECLINED)
    with at(_between(decided, now, 0.2)):
        complaint, _ = actions.receive(
            cluster=cluster,
            about=Complaint.About.CLUSTER,
            school=declined.school,
            words=WORDS,
            reference=declined.reference,
            complainant=Complainant(name="A parent", telephone="01632 960 001"),
            by=None,
        )
        _known_link(complaint, IN_PROGRESS)
    with at(_between(decided, now, 0.5)):
        note = _note(complaint, TALKED, "The parent and the cluster SENCO", people["amina"])
    with at(_between(decided, now, 0.6)):
        actions.answer_note(note=note, agreed=True, by=None)
        _answer(complaint, "partly", WHY, people["amina"], "The school watches three lunchtimes.")
    with at(_between(decided, now, 0.8)):
        actions.ask_next(complaint=complaint)
        actions.add_words(
            complaint=complaint,
            text="The school has watched one lunchtime of three so far.",
            by=None,
        )
    with at(_between(decided, now, 0.9)):
        _note(
            complaint,
            "The parent told the link governor how it came to the decision, and what would put "
            "it right. The governor reads the panel’s letter and answers within the time.",
            "The parent and the SEND link governor",
            people["gil"],
        )


def _ended(
    people: People,
    schools: Mapping[str, School],
    cluster: Cluster,
    decided: datetime,
    now: datetime,
) -> None:
    """About a school, taken down by its SENCO and put right in one conversation."""
    with at(_between(decided, now, 0.1)):
        complaint, _ = actions.receive(
            cluster=cluster,
            about=Complaint.About.SCHOOL,
            school=schools["Curlew"],
            words="The meetings about support were twice cancelled on the day.",
            complainant=Complainant(name="Another parent", telephone="01632 960 002"),
            by=people["priya"],
        )
        _known_link(complaint, ENDED)
    with at(_between(decided, now, 0.4)):
        note = _note(
            complaint,
            "The head said sorry. Meetings have a day for each half term now, and a second one in "
            "case the first falls through.",
            "The parent, the head and the SENCO",
            people["mo"],
        )
    with at(_between(decided, now, 0.5)):
        actions.answer_note(note=note, agreed=True, by=None)
        _answer(
            complaint,
            "upheld",
            "The meetings should not have been cancelled on the day.",
            people["mo"],
            "Meetings have two days set for each half term.",
        )
        actions.close(complaint=complaint, ending=Complaint.Ending.SATISFIED, by=people["mo"])


def _overdue(schools: Mapping[str, School], cluster: Cluster, today: date) -> None:
    """About how the cluster answers: nobody has, though they were reminded, and what told the
    parent that it had come was refused."""
    days = SchoolDays(cluster)
    began = _began_to_be_late(days, today)
    due_on = days.after(began, DISCUSSION.days)
    with at(at_local(began, time(19, 10))):
        complaint, _ = actions.receive(
            cluster=cluster,
            about=Complaint.About.CLUSTER,
            school=schools["Curlew"],
            words="We wrote to the cluster twice to ask when the speech groups begin again, and "
            "had no answer.\n\nPlease tell us, and say who answers such letters.",
            complainant=Complainant(
                name="A third parent", email=f"parent@{REFUSES}", telephone="01632 960 003"
            ),
            by=None,
        )
        _known_link(complaint, OVERDUE)
    for before in reversed(range(REMINDING)):
        with at(at_local(due_on - before * ONE_DAY, time(7, 0))):
            actions.remind()


def _began_to_be_late(days: SchoolDays, today: date) -> date:
    """The last day on which a first stage began that is so late by now, holidays or not."""
    day = today
    while days.between(days.after(day, DISCUSSION.days), today) < LATE_BY:
        day -= ONE_DAY
    return day


def _known_link(complaint: Complaint, token: str) -> None:
    ComplaintLink.objects.create(
        cluster_id=complaint.cluster_id, complaint=complaint, token_hash=hash_of(token)
    )


def _note(complaint: Complaint, text: str, there: str, by: User) -> ConversationNote:
    note = ConversationNote(
        held_on=timezone.localdate(),
        how=ConversationNote.How.MEETING,
        people=there,
        text=text,
    )
    return actions.write_note(stage=_stage(complaint), note=note, agreed_aloud=False, by=by)


def _answer(complaint: Complaint, kind: str, reasons: str, by: User, will_do: str) -> None:
    outcome = StageOutcome(kind=kind, reasons=reasons, will_do=will_do)
    actions.give_outcome(stage=_stage(complaint), outcome=outcome, by=by)


def _stage(complaint: Complaint) -> ComplaintStage:
    rows = ComplaintStage.objects.select_related("complaint__cluster")
    return rows.filter(complaint=complaint).order_by("-number")[0]


def _between(start: datetime, end: datetime, part: float) -> datetime:
    return start + (end - start) * part
