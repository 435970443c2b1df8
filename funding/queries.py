"""What pages and actions ask about applications."""

from typing import Any

from django.db.models import QuerySet

from funding.models import Application

Status = Application.Status

SECTION_LABELS = {
    "request": "What you ask for",
    "pupils": "The pupil",
    "reasons": "Why, and what you will do",
}

WITH = {
    Status.DRAFT: "your school",
    Status.RETURNED: "your school",
    Status.SUBMITTED: "the cluster SENCO",
    Status.CHECKED: "the panel",
}


def list_rows(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Ready for a page of the school's list: one query whatever its length."""
    return rows.select_related("school", "cluster", "panel_date")


def with_parts(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Ready for the page of one application."""
    return rows.select_related("school", "cluster", "panel_date").prefetch_related(
        "pupils", "history", "applicant_schools__school"
    )


def missing_from(application: Application) -> list[str]:
    """What a draft still lacks, as things to do. Its page and `submit` ask this one place."""
    return [thing for part in sections_of(application) for thing in part["missing"]]


def sections_of(application: Application) -> list[dict[str, Any]]:
    """The parts of a draft in order, each with what it lacks."""
    asked = {
        "choose the primary need": application.need,
        "enter the amount you ask for": application.amount_pence,
    }
    reasons = {
        "say why the pupil needs more than your school can give": application.why.strip(),
        "say what you will do with the money": application.plan.strip(),
    }
    pupils = {"add the pupil": len(application.pupils.all())}
    return [
        _section("request", asked),
        _section("pupils", pupils),
        _section("reasons", reasons),
    ]


def words_of_return(application: Application) -> str:
    """What the checker asked for, while the application is back with the school."""
    if application.status != Status.RETURNED:
        return ""
    returns = [row for row in application.history.all() if row.status == Status.RETURNED]
    return returns[-1].words if returns else ""


def steps_of(application: Application) -> list[dict[str, Any]]:
    """The step line: what is done with its date, where it is now and with whom."""
    dates = {row.status: row.at for row in application.history.all()}
    order = [Status.DRAFT, Status.SUBMITTED, Status.CHECKED]
    reached = Status.DRAFT if application.status == Status.RETURNED else application.status
    place = order.index(Status(reached))
    names = {
        Status.DRAFT: ("Draft", "Returned")[application.status == Status.RETURNED],
        Status.SUBMITTED: "With the cluster SENCO",
        Status.CHECKED: "Ready for panel",
    }
    steps = []
    for number, status in enumerate(order):
        state = "done" if number < place else "current" if number == place else ""
        date = dates.get(application.status if state == "current" else status)
        steps.append(
            {
                "name": names[status],
                "state": state,
                "date": date if state else None,
                "who": WITH[Status(application.status)] if state == "current" else "",
            }
        )
    steps.append({"name": "Panel", "state": "", "date": application.panel_date.held_on})
    return steps


def next_words(application: Application) -> str:
    """Whose turn it is, in a sentence for the school."""
    return {
        Status.DRAFT: "It is your turn: fill in each part, then submit it before the closing time.",
        Status.RETURNED: "It is your turn: change what the cluster SENCO asks for, then submit it "
        "again.",
        Status.SUBMITTED: "The cluster SENCO checks it before the panel meets. They send it "
        "back to you if something is missing.",
        Status.CHECKED: "It goes to the panel. You are told the outcome and the reasons when they "
        "are published.",
    }[Status(application.status)]


def _section(name: str, things: dict[str, Any]) -> dict[str, Any]:
    missing = [thing for thing, there in things.items() if not there]
    tag = f"{len(missing)} thing{'s' * (len(missing) > 1)} missing" if missing else "Done"
    return {"name": name, "label": SECTION_LABELS[name], "missing": missing, "tag": tag}
