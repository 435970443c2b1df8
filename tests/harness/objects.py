"""The world's records by their public ids, and which of them each address takes.

Every kind has a record of Oak's, of North's, of South's, so that each is somebody's own, is that of
a case for which somebody is silent, and is foreign to somebody.
"""

from collections.abc import Iterator
from itertools import product

from django.urls import reverse

from clusters.models import Membership, Office
from core.dates import today
from funding.models import Outcome
from reports.impact import counted_until, year_of
from schools.models import Post
from tests.harness import undelivered
from tests.harness.furnished import Furnished
from tests.harness.urls import Pattern

Ids = dict[str, dict[str, str]]

# A well-formed id of nothing.
NOTHING = "zzzzzzzzzz"

# The kind of each parameter, by the beginning of the address's name: the longest that fits.
PARAMETERS = {
    ("funding:", "public_id"): "application",
    ("funding:pupil", "code"): "pupil",
    ("funding:remove_pupil", "code"): "pupil",
    ("funding:section", "name"): "section",
    ("funding:cost", "line_id"): "cost",
    ("funding:remove_cost", "line_id"): "cost",
    ("funding:outcome", "outcome_id"): "outcome",
    ("funding:remove_outcome", "outcome_id"): "outcome",
    ("funding:end_share", "person_id"): "person",
    ("funding:letter", "letter_id"): "letter",
    ("funding:letter_file", "letter_id"): "letter",
    ("funding:family_letter", "letter_id"): "letter",
    ("funding:family_letter_file", "letter_id"): "letter",
    ("funding:remittance", "public_id"): "payment",
    ("funding:remittance_file", "public_id"): "payment",
    ("funding:award", "public_id"): "award",
    ("funding:evaluation", "public_id"): "evaluation",
    ("funding:evaluation_part", "public_id"): "evaluation",
    ("funding:evaluation_part", "name"): "evaluation_part",
    ("funding:evaluation_outcomes", "public_id"): "evaluation",
    ("funding:evaluation_progress", "public_id"): "evaluation",
    ("funding:remove_progress", "public_id"): "evaluation",
    ("funding:remove_progress", "progress_id"): "progress",
    ("funding:send_evaluation", "public_id"): "evaluation",
    ("funding:sign_evaluation", "public_id"): "evaluation",
    ("funding:reopen_evaluation", "public_id"): "evaluation",
    ("funding:remind_school", "public_id"): "evaluation",
    ("funding:return_unspent", "public_id"): "award",
    ("funding:stop_award", "public_id"): "award",
    ("funding:countersign", "public_id"): "payment",
    ("funding:take_back", "public_id"): "payment",
    ("funding:hold", "public_id"): "payment",
    ("funding:end_hold", "public_id"): "payment",
    ("funding:set_up_fund", "cluster_id"): "cluster",
    ("funding:fund", "public_id"): "fund",
    ("funding:money_in", "public_id"): "fund",
    ("funding:ledger", "public_id"): "fund",
    ("funding:ledger_csv", "public_id"): "fund",
    ("funding:correct", "public_id"): "fund",
    ("funding:correct", "entry_id"): "entry",
    ("funding:opening", "public_id"): "fund",
    ("funding:open_balance", "public_id"): "fund",
    ("funding:open_award", "public_id"): "fund",
    ("funding:opening_file", "public_id"): "fund",
    ("funding:take_file", "public_id"): "fund",
    ("panels:submit", "public_id"): "application",
    ("panels:questions", "public_id"): "application",
    ("panels:answer_question", "public_id"): "application",
    ("panels:answer_question", "question_id"): "question",
    ("panels:name_checker", "public_id"): "check",
    ("panels:ask", "public_id"): "check",
    ("panels:arrange", "public_id"): "meeting",
    ("panels:attendance", "public_id"): "meeting",
    ("panels:answers_aloud", "public_id"): "meeting",
    ("panels:room", "public_id"): "meeting",
    ("panels:publish", "public_id"): "meeting",
    ("panels:minutes", "public_id"): "meeting",
    ("panels:pack", "public_id"): "meeting",
    ("panels:pack_page", "public_id"): "meeting",
    ("panels:pack_file", "public_id"): "meeting",
    ("panels:make_pack", "public_id"): "meeting",
    ("panels:cancel_pack", "public_id"): "meeting",
    ("panels:minutes_file", "public_id"): "meeting",
    ("panels:approve_minutes", "public_id"): "meeting",
    ("panels:move_up", "public_id"): "meeting",
    ("panels:take_off", "public_id"): "meeting",
    ("panels:set_minutes", "public_id"): "meeting",
    ("panels:turn_to", "public_id"): "meeting",
    ("panels:move_up", "item_id"): "item",
    ("panels:take_off", "item_id"): "item",
    ("panels:set_minutes", "item_id"): "item",
    ("panels:turn_to", "item_id"): "item",
    ("panels:live", "public_id"): "item",
    ("panels:decide", "public_id"): "item",
    ("panels:decide", "outcome"): "outcome_kind",
    ("panels:letter", "public_id"): "item",
    ("panels:correct", "public_id"): "item",
    ("panels:chair", "public_id"): "item",
    ("panels:invite", "public_id"): "item",
    ("panels:answer_aloud", "public_id"): "item",
    ("panels:check", "public_id"): "check",
    ("panels:answer_check", "public_id"): "check",
    ("panels:declare_on_check", "public_id"): "check",
    ("panels:find_ready", "public_id"): "check",
    ("panels:return_to_school", "public_id"): "check",
    ("panels:call_meeting", "public_id"): "panel_date",
    ("panels:cancel_panel", "cluster_id"): "cluster",
    ("panels:cancel_panel", "panel_id"): "panel_date",
    ("panels:meeting", "public_id"): "meeting",
    ("panels:answer_all", "public_id"): "meeting",
    ("panels:add_item", "public_id"): "meeting",
    ("panels:add_item", "check_id"): "check",
    ("panels:give_seat", "public_id"): "meeting",
    ("panels:take_seat_away", "public_id"): "meeting",
    ("panels:take_seat_away", "person_id"): "person",
    ("panels:item", "public_id"): "item",
    ("panels:answer_item", "public_id"): "item",
    ("panels:declare_on_item", "public_id"): "item",
    ("panels:score", "public_id"): "item",
    ("panels:vote", "public_id"): "item",
    ("panels:note", "public_id"): "item",
    ("panels:lift", "public_id"): "item",
    ("panels:lift", "person_id"): "person",
    ("complaints:", "cluster_id"): "cluster",
    ("complaints:", "public_id"): "complaint",
    ("complaints:", "token"): "private_link",
    ("complaints:answer_note", "note_id"): "complaint_note",
    ("complaints:ask", "step"): "public_question",
    ("complaints:end_handler", "person_id"): "person",
    ("complaints:choose_procedure", "about"): "complaint_kind",
    ("complaints:change_procedure", "about"): "complaint_kind",
    ("complaints:change_procedure", "preset"): "stages",
    ("clusters:", "cluster_id"): "cluster",
    ("clusters:", "urn"): "school",
    ("clusters:", "code"): "authority",
    ("clusters:end_officer", "office_id"): "officer",
    ("clusters:move_authority_panel", "panel_id"): "authority_panel",
    ("clusters:cancel_authority_panel", "panel_id"): "authority_panel",
    ("clusters:", "membership_id"): "membership",
    ("clusters:", "office_id"): "office",
    ("clusters:", "panel_id"): "panel_date",
    ("clusters:", "post_id"): "post",
    ("clusters:", "kind"): "office_kind",
    ("clusters:apply_preset", "key"): "preset",
    ("clusters:change_rules", "key"): "rules_group",
    ("clusters:", "first_year"): "first_year",
    ("reports:", "cluster_id"): "cluster",
    ("reports:", "mail_key"): "message",
    ("reports:", "first_year"): "first_year",
    ("reports:", "version_id"): "version",
    ("reports:annual_words", "part"): "report_part",
    ("accounts:", "public_id"): "person",
    ("accounts:kept", "public_id"): "kept",
    ("accounts:invitation", "token"): "token",
    ("account_confirm_email", "key"): "token",
    ("account_reset_password_from_key", "uidb36"): "token",
    ("account_reset_password_from_key", "key"): "token",
}


def ids_of(furnished: Furnished) -> Ids:
    world = furnished.world
    north, south = world.north, world.south
    first_year = str(_school_year(north.panel_date.held_on))
    return {
        "application": {
            "oak": north.items["own"].application.public_id,
            "draft": furnished.draft.public_id,
            "returned": furnished.returned.application.public_id,
            "elm": north.items["elm"].application.public_id,
            "oak told": furnished.told.application.public_id,
            "oak waiting": north.waiting["own"].application.public_id,
            "yew": south.items["yew"].application.public_id,
        },
        "pupil": {"draft": furnished.draft.pupils.get().code},
        "cost": {"draft": furnished.draft.cost_lines.get().public_id},
        "outcome": {"draft": furnished.draft.outcomes.get().public_id},
        "section": {"request": "request", "reasons": "reasons"},
        "evaluation_part": {"help": "help", "learnt": "learnt"},
        "check": {
            "oak": north.items["own"].check_row.public_id,
            "oak waiting": north.waiting["own"].public_id,
            "oak returned": furnished.returned.public_id,
            "elm": north.items["elm"].check_row.public_id,
            "elm ready": furnished.ready.public_id,
            "yew": south.items["yew"].check_row.public_id,
            "yew waiting": south.waiting["yew"].public_id,
        },
        "meeting": {
            "north": north.meeting.public_id,
            "coming": furnished.coming.meeting.public_id,
            "before": furnished.before.meeting.public_id,
            "south": south.meeting.public_id,
        },
        "question": {
            "answered": furnished.question.public_id,
            "open": furnished.open_question.public_id,
        },
        "letter": {"told": Outcome.objects.latest("version").public_id},
        "outcome_kind": {kind: kind for kind in ("award", "defer")},
        **furnished.money.ids(),
        **furnished.complaints.ids(),
        **furnished.reports.ids(),
        "item": {
            "oak": north.items["own"].public_id,
            "elm": north.items["elm"].public_id,
            "oak told": furnished.told.public_id,
            "elm coming": furnished.coming.public_id,
            "elm minuted": furnished.before.public_id,
            "yew": south.items["yew"].public_id,
        },
        "panel_date": {
            "north": north.panel_date.public_id,
            "north later": furnished.later["north"].public_id,
            "south": south.panel_date.public_id,
            "south later": furnished.later["south"].public_id,
        },
        "cluster": {"north": north.cluster.public_id, "south": south.cluster.public_id},
        "school": {name.lower(): school.urn for name, school in world.schools.items()},
        "authority": {"ours": furnished.authority_panel.authority.code},
        "officer": {"lois": _office(furnished, "lois")},
        "authority_panel": {"ours": furnished.authority_panel.public_id},
        "membership": _memberships(furnished),
        "office": {
            "dana": _office(furnished, "dana"),
            "carol": _office(furnished, "carol"),
            "sam": _office(furnished, "sam"),
        },
        "office_kind": {"clerk": "clerk"},
        "post": {key: _post(furnished, key) for key in ("olive", "ben", "yan")},
        "preset": {"wells": "wells"},
        "rules_group": {"conflicts": "conflicts"},
        "first_year": {"this": first_year, "counted": str(year_of(counted_until(today())))},
        "person": {key: person.public_id for key, person in world.people.items()},
        "message": {label: f"lost-{label}" for label in undelivered.LABELS},
        "kept": {"none": NOTHING},
        "token": {"none": NOTHING},
    }


def kind_of(name: str, parameter: str) -> str:
    """The kind of record that the address takes there; a KeyError names one that is missing."""
    fitting = [
        (len(start), kind)
        for (start, known), kind in PARAMETERS.items()
        if known == parameter
        and (name == start or (start.endswith(":") and name.startswith(start)))
    ]
    if not fitting:
        raise KeyError(f"tests/harness/objects.py does not know {parameter} of {name}")
    return max(fitting)[1]


def address(pattern: Pattern, ids: Ids, *labels: str) -> str:
    """The address with the records of these labels; a label that is no record stands for itself."""
    kinds = [kind_of(pattern.name, parameter) for parameter in pattern.converters]
    known = [ids[kind].get(label, label) for kind, label in zip(kinds, labels, strict=True)]
    return reverse(pattern.name, kwargs=dict(zip(pattern.converters, known, strict=True)))


def addresses(pattern: Pattern, ids: Ids) -> Iterator[str]:
    """The address with every record that it could take, of people a few."""
    few = ids | {"person": {key: ids["person"][key] for key in ("mia", "dora", "nora")}}
    labels = [few[kind_of(pattern.name, parameter)] for parameter in pattern.converters]
    for chosen in product(*labels):
        yield address(pattern, ids, *chosen)


def _school_year(day) -> int:
    return day.year if day.month >= 9 else day.year - 1


def _memberships(furnished: Furnished) -> dict[str, str]:
    rows = Membership.objects.select_related("school", "cluster")
    return {f"{row.cluster} {row.school.name}".lower(): row.public_id for row in rows}


def _office(furnished: Furnished, key: str) -> str:
    return Office.objects.get(person=furnished.world.people[key]).public_id


def _post(furnished: Furnished, key: str) -> str:
    return Post.objects.get(person=furnished.world.people[key]).public_id
