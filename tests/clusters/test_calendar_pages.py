"""Term dates, half terms and panels: what is worked out, refused and said."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters import actions
from clusters.actions import PanelPlan
from clusters.halfterms import Term
from clusters.models import PanelDate, SchoolTerm
from core.dates import PUBLISHED_UNTIL, format_weekday
from core.errors import DomainError
from core.models import AuditLine
from tests import factories as make
from tests.clusters.boxes import boxes

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
YEAR = 2027
TERMS = (
    Term("Autumn", date(2027, 9, 2), date(2027, 10, 25), date(2027, 10, 29), date(2027, 12, 17)),
    Term("Spring", date(2028, 1, 4), date(2028, 2, 14), date(2028, 2, 18), date(2028, 3, 31)),
    Term("Summer", date(2028, 4, 18), date(2028, 5, 29), date(2028, 6, 2), date(2028, 7, 21)),
)
FIELDS = ("starts_on", "half_term_starts_on", "half_term_ends_on", "ends_on")
TWO = time(14, 0)


@pytest.fixture(autouse=True)
def before_the_school_year():
    with time_machine.travel(datetime(2027, 8, 2, 10, 0, tzinfo=LONDON)):
        yield


@pytest.fixture
def termly(north):
    """North with its terms of 2027/28."""
    actions.save_school_year(cluster=north.cluster, first_year=YEAR, terms=TERMS, by=north.carol)
    return north


def posted(terms=TERMS) -> dict[str, int]:
    return {
        box: number
        for term in terms
        for field in FIELDS
        for box, number in boxes(f"{term.name.lower()}_{field}", getattr(term, field)).items()
    }


def plan(held_on: date, **more) -> PanelPlan:
    return PanelPlan(**({"held_on": held_on, "starts_at": TWO} | more))


def set_panel(north, held_on: date, **more) -> PanelDate:
    return actions.set_panel_date(cluster=north.cluster, plan=plan(held_on, **more), by=north.carol)


def a_panel(held_on: date, **more) -> dict[str, object]:
    return {"starts_at": "2pm", "place": "", **boxes("held_on", held_on), **more}


def queries_of(client, page) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page).status_code == 200
    return len(caught)


def test_three_terms_are_saved_and_shown_as_six_half_terms(north, client, sign_in):
    sign_in(client, north.carol)
    saved = client.post(f"{north.home}/calendar/{YEAR}/terms", posted())

    assert saved.url == f"{north.home}/calendar/{YEAR}"
    shown = client.get(saved.url).context["year"]
    assert [half.name for half in shown.half_terms] == [
        "Autumn 1",
        "Autumn 2",
        "Spring 1",
        "Spring 2",
        "Summer 1",
        "Summer 2",
    ]
    assert (shown.half_terms[0].starts_on, shown.half_terms[0].ends_on) == (
        date(2027, 9, 2),
        date(2027, 10, 22),
    )


def test_half_terms_go_by_the_clusters_own_names(termly, client, sign_in):
    panel = set_panel(termly, date(2027, 9, 23))
    assert panel.half_term == "Autumn 1"

    actions.save_rules(
        cluster=termly.cluster, values={"half_term_names": "numbers"}, by=termly.carol
    )

    sign_in(client, termly.carol)
    shown = client.get(f"{termly.home}/calendar/{YEAR}").context["year"]
    assert [half.name for half in shown.half_terms] == [f"Term {n}" for n in range(1, 7)]
    panel.refresh_from_db()
    assert panel.half_term == "Term 1"


def test_panels_set_before_the_terms_take_their_half_term_from_them(north):
    panel = set_panel(north, date(2027, 9, 23))
    assert panel.half_term == ""

    actions.save_school_year(cluster=north.cluster, first_year=YEAR, terms=TERMS, by=north.carol)
    panel.refresh_from_db()
    assert panel.half_term == "Autumn 1"


def test_next_years_terms_are_filled_in_on_the_same_weekdays(termly, client, sign_in):
    sign_in(client, termly.carol)
    page = client.get(f"{termly.home}/calendar/{YEAR + 1}/terms")

    assert "We filled these in from 2027/28" in page.text
    offered = page.context["form"].initial
    assert offered["autumn_starts_on"] == date(2028, 8, 31)
    assert {
        offered[f"{term.name.lower()}_{field}"].weekday() - getattr(term, field).weekday()
        for term in TERMS
        for field in FIELDS
    } == {0}
    assert not SchoolTerm.objects.filter(starts_on__year__gte=2029).exists()  # only offered


def test_saving_again_replaces_the_year_and_leaves_the_others(termly, client, sign_in):
    sign_in(client, termly.carol)
    moved = posted() | boxes("autumn_starts_on", date(2027, 9, 6))
    client.post(f"{termly.home}/calendar/{YEAR}/terms", moved)
    client.post(f"{termly.home}/calendar/{YEAR - 1}/terms", {})

    starts = set(SchoolTerm.objects.values_list("starts_on", flat=True))
    assert starts == {date(2027, 9, 6), date(2028, 1, 4), date(2028, 4, 18)}


def test_a_term_not_known_yet_is_left_out(north, client, sign_in):
    sign_in(client, north.carol)
    client.post(f"{north.home}/calendar/{YEAR}/terms", posted(TERMS[:1]))

    assert [term.name for term in SchoolTerm.objects.all()] == ["Autumn"]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"autumn_ends_on_0": ""}, "autumn_ends_on", "must include a day"),
        (
            boxes("autumn_half_term_starts_on", date(2027, 9, 1)),
            "autumn_half_term_starts_on",
            "must start after the term",
        ),
        (
            boxes("spring_ends_on", date(2028, 2, 1)),
            "spring_ends_on",
            "The spring term must end after its half-term",
        ),
        (
            boxes("summer_ends_on", date(2029, 7, 21)),
            "summer_ends_on",
            "21 July 2029 is not in the school year 2027/28",
        ),
        (
            boxes("autumn_ends_on", date(2028, 1, 10)),
            "__all__",
            "The Spring term starts on 4 January 2028, before the Autumn term ends",
        ),
    ],
)
def test_wrong_term_dates_are_refused_beside_the_date(north, client, sign_in, change, field, words):
    sign_in(client, north.carol)
    page = client.post(f"{north.home}/calendar/{YEAR}/terms", posted() | change)

    errors = page.context["form"].errors
    assert set(errors) == {field}
    assert words in errors[field][0]
    assert not SchoolTerm.objects.exists()


def test_terms_are_asked_for_before_panels_are_suggested(north, client, sign_in):
    sign_in(client, north.carol)
    answer = client.get(f"{north.home}/calendar/{YEAR}/panels")

    assert answer.url == f"{north.home}/calendar/{YEAR}/terms"


def rows_of(page) -> dict[str, object]:
    rows = page.context["rows"]
    answer: dict[str, object] = {
        "panels-TOTAL_FORMS": len(rows),
        "panels-INITIAL_FORMS": len(rows),
    }
    for n, row in enumerate(rows):
        answer |= {
            f"panels-{n}-half": row.initial["half"],
            **boxes(f"panels-{n}-held_on", row.initial["held_on"]),
            f"panels-{n}-starts_at": "1.30pm",
        }
    return answer


def test_one_panel_a_half_term_is_suggested_and_saved(termly, client, sign_in):
    sign_in(client, termly.carol)
    url = f"{termly.home}/calendar/{YEAR}/panels?weekday=1&week=3"
    client.post(url, rows_of(client.get(url)))

    panels = PanelDate.objects.filter(cluster=termly.cluster)
    assert [panel.held_on for panel in panels] == [
        date(2027, 9, 14),
        date(2027, 11, 16),
        date(2028, 1, 18),
        date(2028, 3, 7),
        date(2028, 5, 2),
        date(2028, 6, 20),
    ]
    assert {panel.starts_at for panel in panels} == {time(13, 30)}


def test_a_half_term_with_a_panel_is_not_offered_another(termly, client, sign_in):
    set_panel(termly, date(2027, 9, 23))
    sign_in(client, termly.carol)
    page = client.get(f"{termly.home}/calendar/{YEAR}/panels")

    assert [line.half_term.name for line, _ in page.context["lines"]] == [
        "Autumn 2",
        "Spring 1",
        "Spring 2",
        "Summer 1",
        "Summer 2",
    ]


def test_one_wrong_row_keeps_all_of_them_from_being_set(termly, client, sign_in):
    sign_in(client, termly.carol)
    url = f"{termly.home}/calendar/{YEAR}/panels"
    emptied = dict.fromkeys(boxes("panels-5-held_on", date(2028, 6, 1)), "")
    answer = rows_of(client.get(url)) | emptied
    page = client.post(url, answer | boxes("panels-1-held_on", date(2027, 12, 27)))

    assert "Autumn 2: Monday 27 December 2027 is a bank holiday" in page.text
    assert all(f'value="{part}"' in page.text for part in (27, 12, 2027))
    assert not PanelDate.objects.exists()
    client.post(url, answer | boxes("panels-1-held_on", date(2027, 12, 15)))
    assert PanelDate.objects.count() == 5  # the emptied row has none


def test_a_panel_closes_by_the_clusters_rule_in_local_time(north):
    """10 working days before Thursday 6 April 2028, over the start of summer time."""
    panel = set_panel(north, date(2028, 4, 6))

    assert panel.closes_at == datetime(2028, 3, 23, 17, 0, tzinfo=LONDON)
    assert panel.closes_at.hour == 17
    assert not panel.closing_set_by_hand


def test_the_calendar_says_how_a_closing_time_came_about(north, client, sign_in):
    set_panel(north, date(2028, 3, 9))
    set_panel(north, date(2028, 5, 4), closes_on=date(2028, 5, 2))
    actions.save_rules(cluster=north.cluster, values={"deadline_days": 5}, by=north.carol)
    set_panel(north, date(2028, 7, 6))
    sign_in(client, north.carol)

    lines = client.get(f"{north.home}/calendar/{YEAR}").context["panels"]
    assert [line.closing for line in lines] == [
        "by the rule as it was then",
        "set by hand",
        "5 working days before",
    ]


def test_by_hand_a_closing_date_is_asked_for(north, client, sign_in):
    actions.save_rules(cluster=north.cluster, values={"deadline_kind": "by_hand"}, by=north.carol)
    sign_in(client, north.carol)
    page = client.post(f"{north.home}/panels/new", a_panel(date(2028, 3, 9)))
    assert set(page.context["form"].errors) == {"closes_on"}

    client.post(
        f"{north.home}/panels/new",
        a_panel(date(2028, 3, 9), **boxes("closes_on", date(2028, 2, 25))),
    )
    assert PanelDate.objects.get().closes_at == datetime(2028, 2, 25, 17, 0, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("held_on", "more", "field", "words"),
    [
        (date(2028, 4, 17), {}, "held_on", "is a bank holiday (Easter Monday). Choose another day"),
        (date(2028, 5, 6), {}, "held_on", "6 May 2028 is a Saturday"),
        (date(2020, 5, 6), {}, "held_on", "Wednesday 6 May 2020 has passed"),
        (date(2028, 5, 4), {}, "held_on", "North has a panel on Thursday 4 May 2028 already"),
        (
            date(2028, 5, 5),
            boxes("closes_on", date(2028, 5, 5)),
            "closes_on",
            "close after the panel has begun",
        ),
        (
            date(2028, 5, 5),
            boxes("closes_on", date(2028, 5, 6)),
            "closes_on",
            "closing date cannot be after the panel",
        ),
    ],
)
def test_a_day_that_no_panel_can_have_is_refused(
    north, client, sign_in, held_on, more, field, words
):
    set_panel(north, date(2028, 5, 4))
    sign_in(client, north.carol)
    page = client.post(f"{north.home}/panels/new", a_panel(held_on, **more))

    errors = page.context["form"].errors
    assert set(errors) == {field}
    assert words in errors[field][0]
    assert PanelDate.objects.count() == 1
    assert client.post(f"{north.home}/panels/new", a_panel(date(2028, 5, 5))).status_code == 302


def test_a_panel_in_a_holiday_or_closed_already_is_set_with_a_warning(termly, client, sign_in):
    sign_in(client, termly.carol)
    holiday = client.post(f"{termly.home}/panels/new", a_panel(date(2028, 2, 16)), follow=True)
    assert "That day is not in term" in holiday.text

    closed = a_panel(date(2028, 3, 9), **boxes("closes_on", date(2027, 9, 1)))
    page = client.post(f"{termly.home}/panels/new", closed, follow=True)
    assert "That day is not in term" not in page.text


def test_moving_a_panel_works_its_closing_out_again(north, client, sign_in):
    panel = set_panel(north, date(2028, 3, 9))
    sign_in(client, north.carol)
    answer = a_panel(date(2028, 3, 16), place="Oak School")
    client.post(f"{north.home}/panels/{panel.public_id}/move", answer)

    panel.refresh_from_db()
    assert (panel.held_on, panel.place) == (date(2028, 3, 16), "Oak School")
    assert panel.closes_at == datetime(2028, 3, 2, 17, 0, tzinfo=LONDON)
    assert AuditLine.objects.get(verb="move_panel_date").detail["before"][0] == "2028-03-09"


def test_a_panel_keeps_its_own_day_when_only_the_place_changes(north):
    panel = set_panel(north, date(2028, 3, 9))
    actions.move_panel_date(
        panel_date=panel, plan=plan(date(2028, 3, 9), place="Online"), by=north.carol
    )

    panel.refresh_from_db()
    assert (panel.held_on, panel.place) == (date(2028, 3, 9), "Online")


def test_a_cancelled_panel_closes_and_stays_as_it_is(north, client, sign_in):
    panel = set_panel(north, date(2028, 3, 9))
    sign_in(client, north.carol)
    page = f"{north.home}/panels/{panel.public_id}"
    assert "We do not write to anybody" in client.get(f"{page}/cancel").text
    client.post(f"{page}/cancel")

    panel.refresh_from_db()
    assert not panel.is_open
    for verb in ("move", "cancel"):
        refused = client.get(f"{page}/{verb}", follow=True)
        assert "This panel was cancelled already. Add another panel date" in refused.text
        assert "look at your posts" not in refused.text
    set_panel(north, date(2028, 3, 9))  # its day is free again


def test_a_panel_that_is_over_stays_as_it_is(north):
    over = make.panel_date(north.cluster, days=-3)

    with pytest.raises(DomainError, match="is over, so it cannot be moved"):
        actions.move_panel_date(panel_date=over, plan=plan(date(2028, 3, 9)), by=north.carol)
    with pytest.raises(DomainError, match="is over, so it cannot be cancelled"):
        actions.cancel_panel_date(panel_date=over, by=north.carol)


def test_the_calendar_shows_bank_holidays_and_warns_beyond_the_published_ones(
    north, client, sign_in
):
    sign_in(client, north.carol)
    known = client.get(f"{north.home}/calendar/{PUBLISHED_UNTIL.year - 1}").text
    beyond = client.get(f"{north.home}/calendar/{PUBLISHED_UNTIL.year}").text

    assert format_weekday(date(PUBLISHED_UNTIL.year - 1, 12, 27)) in known
    assert "Bank holidays are published up to" not in known
    assert "Bank holidays are published up to" in beyond
    assert client.get(f"{north.home}/calendar/1066").status_code == 404


def test_the_calendar_takes_the_same_queries_for_1_3_and_50_panels(termly, client, sign_in):
    sign_in(client, termly.carol)
    page = f"{termly.home}/calendar/{YEAR}"
    days = [date(2028, month, day) for month in (1, 2, 3, 5, 6) for day in range(1, 29)]
    counts, start = [], 0
    for more in (1, 2, 47):
        for held_on in days[start : start + more]:
            closes_at = datetime(2027, 12, 1, 17, tzinfo=LONDON)
            PanelDate.objects.create(cluster=termly.cluster, held_on=held_on, closes_at=closes_at)
        start += more
        counts.append(queries_of(client, page))

    assert len(set(counts)) == 1


def test_only_those_who_manage_the_cluster_set_panels_and_terms(north, client, sign_in):
    for person, status in ((north.dana, 403), (north.stranger, 404), (north.cleo, 302)):
        sign_in(client, person)
        answers = {
            client.post(f"{north.home}/panels/new", a_panel(date(2028, 3, 9))).status_code,
            client.post(f"{north.home}/calendar/{YEAR}/terms", posted()).status_code,
        }
        assert answers == {status}, person
