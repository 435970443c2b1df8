"""What happens when nobody acts, how a complaint is closed, and what is erased in the end."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from complaints import actions, queries
from complaints.models import Complaint, ComplaintLink
from core.errors import DomainError
from core.models import AuditLine
from tests import factories as make
from tests.harness import grievances, tables
from tests.harness.browsing import Browser

MOST = 8


def at(monkeypatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


def after(monkeypatch, day) -> None:
    """The day after."""
    at(monkeypatch, timezone.now() + (day - timezone.localdate()) + timedelta(days=1))


def waiting(person) -> list[tuple[bool, bool, bool]]:
    return [
        (one.is_theirs, one.is_late, one.can_be_closed) for one in queries.waiting_for(person, MOST)
    ]


def test_a_complaint_waits_on_the_first_screen_of_who_handles_it(world, case):
    seen = {key: waiting(world.people[key]) for key in ("carol", "ben", "cleo", "gil", "dev")}

    assert seen == {
        "carol": [(True, False, False)],
        "ben": [(True, False, False)],
        "cleo": [],
        "gil": [],
        "dev": [],
    }
    assert case.complaint.reference in Browser(world.carol).get("/").text
    assert case.complaint.reference not in Browser(world.cleo).get("/").text


def test_a_stage_over_its_clock_shows_to_its_handlers_and_to_the_clerk(world, case, monkeypatch):
    after(monkeypatch, make.latest_stage(case.complaint).due_on)

    seen = {key: waiting(world.people[key]) for key in ("carol", "cleo", "dana", "gil", "olive")}

    assert seen == {
        "carol": [(True, True, False)],
        "cleo": [(False, True, False)],
        "dana": [(False, True, False)],
        "gil": [],
        "olive": [],
    }
    for url in ("/", "/complaints/", f"/complaints/{case.complaint.public_id}/"):
        page = Browser(world.cleo).get(url).text
        assert "Overdue" in page
        assert "Nobody said why." not in page
    assert "We are sorry" in Client().get(f"/complaint/{case.token}/").content.decode()


def test_on_the_day_itself_nothing_is_late(world, case, monkeypatch):
    day = make.latest_stage(case.complaint).due_on
    at(monkeypatch, timezone.now() + (day - timezone.localdate()))

    assert waiting(world.cleo) == []
    assert "We are sorry" not in Client().get(f"/complaint/{case.token}/").content.decode()


def test_without_an_answer_it_is_closed_after_the_time_to_ask_with_words(world, case, monkeypatch):
    outcome = make.ended_stage(case.complaint, by=world.carol)
    before = Client().get(f"/complaint/{case.token}/").content.decode()
    with pytest.raises(DomainError, match="has not come so far"):
        actions.close(complaint=case.complaint, ending="time", words="Silent.", by=world.carol)
    after(monkeypatch, outcome.ask_by)
    assert waiting(world.carol) == [(True, False, True)]
    url = f"/complaints/{case.complaint.public_id}/close"

    empty = Browser(world.carol).post(url, {"ending": "time", "words": ""})
    actions.close(
        complaint=case.complaint, ending="time", words="We heard nothing more.", by=world.carol
    )

    assert "may close it" in before  # said beforehand
    assert "Say why you close it" in empty.text
    assert waiting(world.carol) == []
    page = Client().get(f"/complaint/{case.token}/").content.decode()
    assert "We heard nothing more." in page
    assert "We heard nothing more." not in Browser(world.cleo).get(url.removesuffix("close")).text


def test_nothing_closes_by_itself(world, case, monkeypatch):
    outcome = make.ended_stage(case.complaint, by=world.carol)
    after(monkeypatch, outcome.ask_by + timedelta(days=365))

    Client().get(f"/complaint/{case.token}/")

    case.complaint.refresh_from_db()
    assert case.complaint.closed_at is None


def test_the_form_offers_what_has_come_so_far(world, case):
    stage = make.latest_stage(case.complaint)
    assert queries.endings(case.complaint, stage) == ["satisfied", "withdrawn"]
    with pytest.raises(DomainError, match="has not come so far"):
        actions.close(complaint=case.complaint, ending="elsewhere", by=world.carol)


CLOSE = (
    "UPDATE complaints_complaint SET closed_at = now(), closed_by_id = %s, ending = %s"
    " WHERE id = %s"
)


def test_in_the_database_too_the_time_to_ask_comes_first(world, case):
    make.ended_stage(case.complaint, by=world.carol)

    def close(ending: str) -> int | str:
        return tables.attempt(CLOSE, [world.carol.pk, ending, case.complaint.pk])

    assert close("time") == "refused 23001"
    assert close("satisfied") == 1  # the control


def test_in_the_database_nothing_but_its_words_changes_after_the_end(world, case):
    actions.close(complaint=case.complaint, ending="withdrawn", words="As asked.", by=world.carol)
    change = "UPDATE complaints_complaint SET {} WHERE id = %s"

    def tried(what: str) -> int | str:
        return tables.attempt(change.format(what), [case.complaint.pk])

    assert tried("closing_words = 'Other.'") == "refused 23001"
    assert tried("closing_words = '', erased_at = now(), ending = 'time'") == "refused 23001"
    assert tried("erased_at = now()") == "refused 23001"
    assert tried("closing_words = '', erased_at = now()") == 1


# Erasing.

TEXTS = {
    "complaints_complaint": ("closing_words",),
    "complaints_contact": ("name", "email", "telephone", "child"),
    "complaints_complaintwords": ("text",),
    "complaints_conversationnote": ("people", "text"),
    "complaints_noteanswer": ("words",),
    "complaints_stageoutcome": ("reasons", "will_do"),
}


@pytest.fixture
def over(world, case):
    """A complaint with every kind of text in it, closed."""
    complaint = case.complaint
    note = grievances._note(complaint, "We talked.", "The parent", by=world.carol)
    actions.answer_note(note=note, agreed=False, words="It was on Monday.", by=None)
    actions.correct_contact(
        complaint=complaint,
        contact=queries.Contact(name="Pat", email="p@home.example", telephone="1", child="Robin"),
        by=world.carol,
    )
    make.ended_stage(complaint, by=world.carol, reasons="It was late.", will_do="Write sooner.")
    actions.close(complaint=complaint, ending="satisfied", words="Thank you.", by=world.carol)
    complaint.refresh_from_db()
    return complaint


def texts() -> dict[str, set[str]]:
    """What stands in each column, by raw SQL."""
    return {
        f"{table}.{column}": tables.column(f"SELECT {column} FROM {table}") - {""}
        for table, columns in TEXTS.items()
        for column in columns
    }


def test_after_its_time_an_administrator_erases_every_text_of_it(world, over, monkeypatch):
    assert {name for name, found in texts().items() if not found} == set()  # the control
    at(monkeypatch, over.closed_at.replace(year=over.closed_at.year + 7) + timedelta(days=4))

    actions.erase(complaint=over, why="time", by=world.root)

    assert {name: found for name, found in texts().items() if found} == {}
    assert not ComplaintLink.objects.live().filter(complaint=over).exists()
    line = AuditLine.objects.get(verb="erased a complaint")
    assert line.detail == {
        "why": "time",
        "contact": 2,
        "words": 1,
        "answers": 1,
        "notes": 1,
        "outcomes": 1,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM complaints_complaintstage")
        assert cursor.fetchone() == (1,)
    page = Browser(world.carol).get(f"/complaints/{over.public_id}/").text
    assert "erased, since their time has passed" in page
    assert "Erased" in page


def test_it_is_erased_once(world, over, monkeypatch):
    at(monkeypatch, over.closed_at.replace(year=over.closed_at.year + 7) + timedelta(days=4))
    actions.erase(complaint=over, why="time", by=world.root)

    with pytest.raises(DomainError, match="administrator of the site"):
        actions.erase(complaint=over, why="time", by=world.root)


def test_before_its_time_nothing_is_erased(world, over, monkeypatch):
    at(monkeypatch, over.closed_at.replace(year=over.closed_at.year + 7) - timedelta(days=4))

    with pytest.raises(DomainError, match="seven years"):
        actions.erase(complaint=over, why="time", by=world.root)

    assert {name for name, found in texts().items() if not found} == set()


def test_an_open_complaint_and_another_are_left_alone(world, over, monkeypatch):
    other, _ = make.complaint(world.north.cluster, world.schools["Oak"], words="Still open.")
    at(monkeypatch, over.closed_at.replace(year=over.closed_at.year + 8))

    with pytest.raises(DomainError, match="seven years"):
        actions.erase(complaint=other, why="time", by=world.root)
    actions.erase(complaint=over, why="time", by=world.root)

    assert texts()["complaints_complaintwords.text"] == {"Still open."}


@pytest.mark.parametrize("key", ["carol", "cleo", "ben", "gil", "dev", "nora"])
def test_nobody_but_an_administrator_erases(world, over, monkeypatch, key):
    at(monkeypatch, over.closed_at.replace(year=over.closed_at.year + 8))

    assert not world.people[key].has_perm("complaints.erase_complaint", over)
    assert not Complaint.objects.for_user(world.root, "read").exists()  # erases, and reads nothing
