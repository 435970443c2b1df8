"""What is in the pack of a meeting's papers for one reader, and who shares it with them."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from core import dates
from funding.models import Application, Evaluation, Fund
from funding.queries import balance_left
from panels.models import AgendaItem, Meeting, Minutes, Question
from panels.queries.meeting import agenda, seats_at, with_application
from panels.queries.minutes import Entry, copy_for


@dataclass(frozen=True)
class Paper:
    """One item: its line, and the application with the panel's side where they may be read."""

    item: AgendaItem
    application: Application | None
    note: str = ""
    questions: list[Question] = field(default_factory=list)


@dataclass(frozen=True)
class Contents:
    meeting: Meeting
    papers: list[Paper]
    seats: list[Any]
    fund: str
    left: int | None
    last: Meeting | None
    minutes: Minutes | None
    entries: list[Entry]
    late: list[Evaluation] | None
    ahead: bool

    @property
    def variant(self) -> str:
        """Of what is withheld, so that everybody who may read the same gets the same file."""
        lines = [paper.item for paper in self.papers]
        past = [entry for entry in self.entries if entry.said is None]
        withheld = {
            "silent": [item.public_id for item in lines if item.can_observe],
            "unanswered": [
                paper.item.public_id
                for paper in self.papers
                if paper.application is None and not paper.item.can_observe
            ],
            "number alone": [item.public_id for item in lines if not item.can_see_school],
            "not the panel's": [item.public_id for item in lines if not item.shows_panel],
            "left": self.left is None,
            "last": self.last is None,
            "late": self.late is None,
            "past": [[entry.item.public_id, entry.item.can_observe] for entry in past],
        }
        return hashlib.sha256(json.dumps(withheld, sort_keys=True).encode()).hexdigest()


def pack_for(user: Any, meeting: Meeting, *, ahead: bool = False) -> Contents:
    """As this person may read it now; `ahead`, as they will once they have said "no interest" in
    what they have no conflict with."""
    reading, panel = ("expect_papers", "expect_panel") if ahead else ("read", "discuss")
    seats = seats_at(meeting)
    lines = agenda(meeting, user, seats, (reading, panel))
    for line in lines:
        line.shows_panel = getattr(line, f"can_{panel}")
    papers_of = [line.pk for line in lines if getattr(line, f"can_{reading}")]
    rows = with_application(AgendaItem.objects.filter(pk__in=papers_of))
    read = {row.pk: row for row in rows.select_related("check_row")}
    asked = _questions([line for line in lines if line.pk in read and line.shows_panel])
    papers = [
        _paper(line, read.get(line.pk), line.shows_panel, asked.get(line.check_row_id, []))
        for line in lines
    ]
    funds = Fund.objects.for_user(user).with_verbs(user, "read_balance")
    fund = funds.on(dates.today()).filter(cluster_id=meeting.cluster_id).first()
    last = _last_before(user, meeting)
    minutes, entries = copy_for(user, last) if last else (None, [])
    return Contents(
        meeting=meeting,
        papers=papers,
        seats=seats,
        fund=fund.name if fund else "",
        left=balance_left(fund) if fund else None,
        last=last,
        minutes=minutes,
        entries=entries,
        late=_late(user, meeting),
        ahead=ahead,
    )


def _paper(line: AgendaItem, row: AgendaItem | None, panel: bool, asked: list[Question]) -> Paper:
    if row is None:
        return Paper(line, None)
    return Paper(line, row.application, row.check_row.note if panel else "", asked)


def _questions(rows: list[AgendaItem]) -> dict[int, list[Question]]:
    """What the school was asked and answered, of items whose panel's side may be read."""
    found: dict[int, list[Question]] = {}
    asked = Question.objects.filter(check_row_id__in=[row.check_row_id for row in rows])
    for question in asked.exclude(answer=""):
        found.setdefault(question.check_row_id, []).append(question)
    return found


def _last_before(user: Any, meeting: Meeting) -> Meeting | None:
    """The cluster's meeting before this one, if the reader has its minutes."""
    rows = Meeting.objects.for_user(user, "read_minutes").filter(cluster_id=meeting.cluster_id)
    before = rows.filter(panel_date__held_on__lt=meeting.panel_date.held_on)
    related = ("panel_date__cluster", "cluster__rules")
    return before.select_related(*related).order_by("-panel_date__held_on").first()


def _late(user: Any, meeting: Meeting) -> list[Evaluation] | None:
    """Evaluations that are overdue on the day; None for who may not remind their schools."""
    if not user.has_perm("panels.arrange_meeting", meeting):
        return None
    rows = Evaluation.objects.for_user(user, "chase").filter(
        cluster_id=meeting.cluster_id, sent_at__isnull=True, due_on__lt=meeting.panel_date.held_on
    )
    return list(rows.select_related("school", "award__application").order_by("due_on", "pk"))
