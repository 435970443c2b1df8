"""What a reader gets by every link, address and form, and which planted words stand in it.

A door is the first part of an address: a school reads its own applications at `applications` and
at home (""), the panel reads cases at `checks` and `items`. Two doors, two rules.
"""

from django.urls import get_resolver

from tests.harness import annals, grievances
from tests.harness.browsing import Browser, Page, begun_alike, crawl
from tests.harness.furnished import WORDS as FURNISHED_WORDS
from tests.harness.objects import Ids, addresses
from tests.harness.urls import patterns
from tests.world import CANARIES, PAPERS

WORLD_WORDS = CANARIES | PAPERS
Pages = dict[tuple[str, str], Page]
Sightings = dict[str, set[str]]

# Filled in for every form there is, so that what is refused and what is taken both answer.
ANSWERS = {
    "value": "3",
    "choice": "abstain",
    "new-text": "Seen and thought about.",
    "kind": "other",
    "detail": "",
    "ready-note": "",
    "needed": "Say more about the plan.",
    "why": "Asked for by the clerk.",
    "title": "Something else",
    "need": "SPLD",
    "amount_pence": "10.00",
    "year_group": "4",
    "provision": "K",
}
OF_CASES = ("funding:", "panels:", "complaints:")
# Asked with every id there is, seen in a link or not. What lies below a hidden one is hidden, as
# the table of doors shows.
RECORDS = {
    "funding:application",
    "funding:award",
    "funding:evaluation",
    "funding:fund",
    "panels:check",
    "panels:meeting",
    "panels:item",
    "reports:impact_of",
    "reports:annual",
    "reports:annual_words",
    "reports:annual_page",
    "reports:annual_file",
    "complaints:complaint",
}


@begun_alike()
def records_for(browser: Browser, ids: Ids) -> Pages:
    """The pages of every case and meeting, as this reader gets them."""
    return {("GET", url): browser.get(url) for url in _starts(ids) if _is_record(url)}


@begun_alike()
def everything_for(browser: Browser, ids: Ids) -> Pages:
    """What this reader gets by any link, any record's address and any form of a case."""
    pages: Pages = {("GET", url): page for url, page in crawl(browser, _starts(ids)).items()}
    in_sight = [url for (_, url), page in pages.items() if page.status == 200 and _is_record(url)]
    for url in _of_cases(ids):
        if url.startswith(tuple(in_sight)):
            if ("GET", url) not in pages:
                pages["GET", url] = browser.get(url)
            pages["POST", url] = browser.post(url, ANSWERS)
    return pages


def sightings(pages: Pages, words: dict[str, str]) -> Sightings:
    """For each door the names of the words that stand behind it."""
    found: Sightings = {}
    for (_, url), page in pages.items():
        seen = {name for name, word in words.items() if word in page.everything}
        if seen:
            found.setdefault(url.partition("?")[0].split("/")[1], set()).update(seen)
    return found


def _starts(ids: Ids) -> list[str]:
    """Home, every page that takes no record, and every record's own page."""
    return [
        "/",
        *(
            url
            for pattern in patterns(get_resolver())
            if pattern.name in RECORDS or not pattern.converters
            for url in addresses(pattern, ids)
        ),
    ]


def _of_cases(ids: Ids) -> list[str]:
    return [
        url
        for pattern in patterns(get_resolver())
        if pattern.name.startswith(OF_CASES) and pattern.converters
        for url in addresses(pattern, ids)
    ]


def _is_record(url: str) -> bool:
    """`/items/w9f45jg49w/` and its like."""
    return url.endswith("/") and url.strip("/").count("/") == 1


# The words by short names: those of texts, and the titles, which are on the line of an item.
TITLES = {
    title.lower(): title
    for title in (
        "Oak mornings",
        "Oak waiting",
        "Oak returned",
        "Oak draft",
        "Elm speech",
        "Elm ready",
        "Yew hearing",
        "Yew waiting",
        "Oak told",
        "Elm coming",
        "Elm minuted",
        "Yew minuted",
    )
}
ALL_WORDS = WORLD_WORDS | FURNISHED_WORDS | TITLES
# The field of each text that people write about a case, and its words. A text field that is not
# here fails a test.
PLANTED = {
    "complaints.Complaint.closing_words": {"closing"},
    "complaints.ComplaintWords.text": {"complaint", "later", "south_complaint"},
    "complaints.Contact.name": {"complainant"},
    "complaints.Contact.email": {"address"},
    "complaints.Contact.child": {"child"},
    "complaints.ConversationNote.people": {"spoke"},
    "complaints.ConversationNote.text": {"conversation", "later note", "south_conversation"},
    "complaints.NoteAnswer.words": {"not right"},
    "complaints.StageOutcome.reasons": {"ended"},
    "complaints.StageOutcome.will_do": {"will do"},
    "funding.Application.title": set(TITLES),
    "funding.Application.why": {"why", "draft", "elm_why", "south_why"},
    "funding.Application.plan": {"plan", "returned"},
    "funding.Application.parents_view": {"parents"},
    "funding.Application.pupils_view": {"pupil"},
    "funding.CostLine.what": {"cost"},
    "funding.HopedOutcome.what": {"aim"},
    "funding.HopedOutcome.measure": {"measure"},
    "funding.HopedOutcome.baseline": {"baseline"},
    "funding.HopedOutcome.target": {"target"},
    "funding.StatusChange.words": {"needed"},
    "funding.Fund.name": {"fund", "south_fund"},
    "funding.Award.label": {"running", "south_running"},
    "funding.Award.conditions": {"conditions"},
    "funding.LedgerEntry.words": {"entry", "south_entry"},
    "funding.Evaluation.supported_by": {"supported"},
    "funding.Evaluation.pupils_view": {"pupil_said"},
    "funding.Evaluation.parents_view": {"parent_said"},
    "funding.Evaluation.staff_view": {"staff_said"},
    "funding.Evaluation.what_worked": {"worked", "unsent", "south_worked"},
    "funding.Evaluation.what_did_not": {"did_not"},
    "funding.OutcomeReached.actual": {"reached"},
    "funding.EvaluationStep.words": {"sent_back"},
    "funding.Hold.why": {"hold", "south_hold"},
    "funding.ApplicationGrant.why": {"shared"},
    "panels.AgendaItemGrant.why": {"invited"},
    "panels.Check.note": {"note", "elm_note", "south_note"},
    "panels.Check.needed": {"needed"},
    "panels.Declaration.detail": {"detail"},
    # An award's alone, in the words of funding.CostLine.what; shown where its reasons are.
    "funding.Outcome.lines": set(),
    "funding.Outcome.reasons": {"told", "minuted", "south_minuted"},
    "funding.Outcome.conditions": {"told_condition"},
    "funding.Outcome.next_step": {"told_next"},
    "funding.Outcome.corrected_why": {"corrected"},
    "panels.CheckGrant.why": {"named"},
    "panels.Decision.reasons": {
        "decided",
        "south_decided",
        "minuted",
        "south_minuted",
    },
    "panels.Decision.conditions": {"condition", "told_condition"},
    "panels.Decision.next_step": {"told_next"},
    # Those of a decision, frozen; its words are panels.Decision's.
    "panels.MinutesItem.reasons": {"minuted", "south_minuted"},
    "panels.MinutesItem.conditions": set(),
    "panels.MinutesItem.next_step": set(),
    # Names, and words of our own.
    "panels.Minutes.there": set(),
    "panels.MinutesItem.silent": set(),
    "panels.MinutesItem.decided": set(),
    "panels.MinutesItem.how": set(),
    "panels.Question.text": {"asked"},
    "panels.Question.answer": {"answered"},
    "panels.Note.text": {"discussion", "struck", "elm_discussion", "south_discussion"},
    "panels.Recusal.ended_why": {"lifted"},
    "reports.AnnualReport.introduction": {"report", "south_report"},
    "reports.AnnualReport.learnt": {"report_draft"},
    "reports.AnnualReport.next_steps": {"report_unmade"},
    "reports.ReportVersion.title": set(),  # the cluster's name and the year
    "reports.ReportVersion.body": {"report", "report_draft", "south_report"},
}
# No page shows these to anybody: the room hears that there is an interest, not which.
# Why an evaluation was sent back is shown until it is sent again.
SHOWN_TO_NOBODY = {"sent_back", "detail", "lifted", "struck", "invited", "shared", "named"}

_OAK_CASE = {*PAPERS, "oak mornings"}
_ELM_CASE = {"elm_why", "elm speech"}
_NORTH_LINES = {"oak mornings", "elm speech", "oak told", "elm coming", "elm minuted"}
_NORTH_TRAY = {*_NORTH_LINES, "oak waiting", "oak returned", "elm ready"}
_NORTH_AGENDA = {*_NORTH_LINES, "elm ready"}
# What the school is told of its third case; what it was asked about its first, and answered.
_TOLD = {"told", "told_condition", "told_next"}
_ASKED = {"asked", "answered"}
_DECIDED = {"decided", "condition", "criterion"}
_EVALUATED = {
    "elm speech",
    "supported",
    "pupil_said",
    "parent_said",
    "staff_said",
    "worked",
    "did_not",
    "reached",
}
_OAKS_OWN = {
    "": {"needed", "oak returned", "oak draft", "oak told", "running"},
    "applications": {
        *_OAK_CASE,
        "needed",
        "returned",
        "draft",
        "oak waiting",
        "oak returned",
        "oak draft",
        "oak told",
        *_TOLD,
        "corrected",
        *_ASKED,
    },
    "awards": {"running"},
    "payments": {"running"},
    "evaluations": {"running", "unsent"},
}
_ELMS_OWN = {
    "": {"elm minuted", "elm speech"},
    "applications": {*_ELM_CASE, "elm ready", "elm coming", "elm minuted", "minuted"},
    "awards": {"conditions", "elm speech"},
    "evaluations": _EVALUATED,
}
# Officers read the whole ledger; who awaits an outcome not what is kept for a decision, or left.
_PAYMENTS = {
    "awards": {"running", "hold"},
    "release": {"running", "hold"},
    "payments": {"running"},
}
_BALANCE = {"kept", "left"}
_LEDGER = {"fund", "entry", "running"}
_WHOLE_LEDGER = {*_LEDGER, *_BALANCE, "kept in a file", "left in a file"}
_LINES_ALONE = {"items": _NORTH_LINES, "meetings": {*_NORTH_LINES, "fund"}}

# Who finds what, by which door: all of it, and nothing else.
FOUND: dict[str, Sightings] = {
    # Free: the whole of the panel's side, and nothing of the school's or of South's.
    "dana": {
        "impact": annals.WRITTEN,
        "checks": {
            *_OAK_CASE,
            *_ELM_CASE,
            *_NORTH_TRAY,
            *_ASKED,
            "note",
            "needed",
            "elm_note",
        },
        "items": {
            *_OAK_CASE,
            *_ELM_CASE,
            *_NORTH_LINES,
            *_ASKED,
            *_DECIDED,
            *_TOLD,
            *_BALANCE,
            "note",
            "discussion",
            "elm_note",
            "elm_discussion",
            "minuted",
        },
        # The room's wall shows the decision to whoever may know it, and so do the minutes; the
        # pack has the papers, and the fund.
        "meetings": {
            *_NORTH_AGENDA,
            *_OAK_CASE,
            *_ELM_CASE,
            *_ASKED,
            *_DECIDED,
            *(_TOLD - {"told"}),  # put right since, in the letter alone
            *_BALANCE,
            "note",
            "elm_note",
            "minuted",
            "fund",
            "running",  # an evaluation that is overdue on the day
        },
        **_PAYMENTS,
        "evaluations": {*_EVALUATED, "running"},
        "funds": _WHOLE_LEDGER,
        "complaints": grievances.FIRST_STAGE,
    },
    # Silent observers: the line, and their own school's application by the school's door.
    "ben": {
        "impact": annals.WRITTEN,
        **_OAKS_OWN,
        # They wait for the SENCO, so their words do not show.
        "": {"oak returned", "oak draft", "oak told", "running"},
        "checks": _NORTH_TRAY,
        "items": _NORTH_LINES,
        "meetings": {*_NORTH_AGENDA, "fund", "running"},
        **_PAYMENTS,
        "evaluations": {*_EVALUATED, "running", "unsent"},
        "funds": _LEDGER,
        "complaints": {*grievances.FIRST_STAGE, "closing"},
    },
    "sue": {
        **_ELMS_OWN,
        **_LINES_ALONE,
        "funds": {"fund"},
        "impact": {"report"},
        "undelivered": {"lost_account"},
    },
    "dora": {**_LINES_ALONE, "evaluations": _EVALUATED, "funds": {"fund"}, "impact": {"report"}},
    # Unanswered: the line and the question.
    "asha": {
        "impact": {"report", "south_report"},
        "items": {*_NORTH_LINES, "yew hearing", "yew minuted"},
        "meetings": {
            *_NORTH_LINES,
            "yew hearing",
            "yew minuted",
            "fund",
            "left",
            "south_fund",
        },
        "evaluations": {*_EVALUATED, "south_running", "south_worked"},
        "funds": {"fund", "south_fund", *_BALANCE},
    },
    "cleo": {
        "impact": annals.WRITTEN,
        "checks": _NORTH_TRAY,
        "items": _NORTH_LINES,
        "meetings": {*_NORTH_AGENDA, "fund", "left", "running"},
        **_PAYMENTS,
        "evaluations": {"running"},
        "funds": _WHOLE_LEDGER,
        "undelivered": {"lost"},
        "messages": {"lost"},
    },
    # Advisers who answered for Oak's: its papers.
    "ada": {
        "items": {*_OAK_CASE, *_NORTH_LINES},
        "meetings": {*_OAK_CASE, *_NORTH_LINES},
    },
    # Named to check it, not answered: it waits for him on the first screen too.
    "ian": {"": {"oak waiting"}, "items": _OAK_CASE, "checks": {"oak waiting"}},
    # No part in the panel.
    "fay": {
        "impact": {"report"},
        "": {"hold"},
        "awards": {"running", "hold", "conditions"},
        "release": {"running", "hold", "conditions"},
        "payments": {"running"},
        "evaluations": {"running"},
        "funds": _WHOLE_LEDGER,
    },
    "gil": {
        "impact": {"report"},
        "funds": {"fund"},
        "complaints": {*grievances.FIRST_STAGE, "later", "later note"},
    },
    "lena": {},
    "root": {"undelivered": {"lost_account"}},
    "out": {},
    "dev": {
        "impact": {"south_report"},
        "checks": {"south_why", "south_note", "yew hearing", "yew waiting", "yew minuted"},
        "items": {
            "south_why",
            "south_note",
            "south_discussion",
            "south_decided",
            "south_minuted",
            "yew hearing",
            "yew minuted",
        },
        "meetings": {
            "south_why",
            "south_note",
            "south_decided",
            "south_minuted",
            "south_fund",
            "yew hearing",
            "yew minuted",
        },
        "awards": {"south_running", "south_hold"},
        "release": {"south_running", "south_hold"},
        "evaluations": {"south_running"},
        "funds": {"south_fund", "south_running", "south_entry"},
        "complaints": {"south_complaint", "south_conversation"},
    },
    # The schools, by their door.
    "olive": {**_OAKS_OWN, "complaints": {"closing"}},
    "elsa": _ELMS_OWN,
    "kit": {"": {"oak draft"}, "applications": {"draft", "oak draft"}},
}
