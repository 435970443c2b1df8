"""Applications by the school's door and by the panel's, and the panel's meetings."""

from typing import Any

from django.db.models import F, Func, Q, TextField, Value
from django.urls import reverse

from core.access import NOBODY
from core.dates import format_weekday
from funding.models import Application, ApplicationPupil
from panels.models import AgendaItem, Check, Meeting
from pupils.models import Need
from reports.search.found import Group, Line, contains, group, with_words
from reports.search.words import as_written, part_of_id

HIDDEN = "An application that is not shown to you"


def by_reference(word: str, application: str = "") -> Q:
    part = part_of_id(word)
    return Q(**{f"{application}public_id__contains": part}) if part else NOBODY


def _by_line(word: str, application: str = "") -> Q:
    return contains(word, f"{application}title", f"{application}school__name")


def _by_papers(word: str, application: str = "") -> Q:
    """The needs, by their names and codes, and the codes of the pupils."""
    needs = [
        code
        for code, label in Need.choices
        if word.upper() == code or word.lower() in label.lower()
    ]
    found = Q(**{f"{application}need__in": needs}) | Q(**{f"{application}second_need__in": needs})
    if part := part_of_id(word):
        pupils = ApplicationPupil.objects.filter(code__contains=as_written(part))
        found |= Q(**{f"{application}pk__in": pupils.values("application_id")})
    return found


def applications(user: Any, words: list[str]) -> Group:
    """By the school's door, which opens the whole of it."""
    rows = Application.objects.for_user(user).select_related("school", "panel_date")
    found = with_words(
        rows.order_by("-made_at", "pk"),
        words,
        lambda word: by_reference(word) | _by_line(word) | _by_papers(word),
    )
    return group("Your school’s applications", "application", found, _application, is_of_cases=True)


def _application(row: Application) -> Line:
    day = format_weekday(row.panel_date.held_on)
    return Line(
        url=reverse("funding:application", args=[row.public_id]),
        title=row.title,
        about=f"{row.school}. {row.get_status_display()}. For the panel of {day}.",
        code=row.public_id,
        reference=row.reference,
    )


def _open_to_panel(word: str) -> Q:
    """Of a case before a panel: its reference by anybody who has its line, its school and title
    by those to whom they are shown, what the papers say by those who read them."""
    case = "application__"
    line = Q(can_see_school=True) & _by_line(word, case)
    return by_reference(word, case) | line | Q(can_read=True) & _by_papers(word, case)


def _case(row: Any, door: str, where: str) -> Line:
    application = row.application
    return Line(
        url=reverse(door, args=[row.public_id]),
        title=application.title if row.can_see_school else HIDDEN,
        about=f"{application.school}. {where}" if row.can_see_school else where,
        code=application.public_id,
        reference=application.reference,
    )


def items(user: Any, words: list[str]) -> Group:
    rows = AgendaItem.objects.for_user(user, "see_line").with_verbs(user, "see_school", "read")
    rows = rows.select_related("application__school", "meeting__panel_date")
    rows = rows.order_by("-meeting__panel_date__held_on", "number", "pk")
    found = with_words(rows, words, _open_to_panel)
    return group("On an agenda", "agenda item", found, _item, is_of_cases=True)


def _item(row: AgendaItem) -> Line:
    day = format_weekday(row.meeting.panel_date.held_on)
    return _case(row, "panels:item", f"Item {row.number} on {day}.")


def checks(user: Any, words: list[str]) -> Group:
    """Those that are on an agenda are found there."""
    listed = AgendaItem.objects.for_user(user, "see_line").values("check_row_id")
    rows = Check.objects.for_user(user, "see_line").with_verbs(user, "see_school", "read")
    rows = rows.exclude(pk__in=listed).select_related("application__school", "panel_date")
    found = with_words(rows.order_by("-received_at", "pk"), words, _open_to_panel)
    return group("Sent to a panel, on no agenda", "application", found, _check, is_of_cases=True)


def _check(row: Check) -> Line:
    day = format_weekday(row.panel_date.held_on)
    return _case(row, "panels:check", f"For the panel of {day}.")


def meetings(user: Any, words: list[str]) -> Group:
    """By the cluster, the place, and the day as it is written."""
    written = Func(
        F("panel_date__held_on"),
        Value("FMDay FMDD FMMonth YYYY"),
        function="to_char",
        output_field=TextField(),
    )
    rows = Meeting.objects.for_user(user).alias(day=written).select_related("panel_date__cluster")
    columns = ("panel_date__cluster__name", "panel_date__place", "day")
    found = with_words(
        rows.order_by("-panel_date__held_on", "pk"), words, lambda word: contains(word, *columns)
    )
    return group("Meetings", "meeting", found, _meeting)


def _meeting(row: Meeting) -> Line:
    return Line(
        url=reverse("panels:meeting", args=[row.public_id]),
        title=format_weekday(row.panel_date.held_on),
        about=", ".join(filter(None, [str(row.panel_date.cluster), row.panel_date.place])),
    )
