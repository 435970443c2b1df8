"""How a complaint's person is reached, and what becomes of it in the end, at a screen."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from complaints import access, actions
from complaints.models import Complaint
from tests import factories as make
from tests.browser.conftest import Browse
from tests.browser.hands import follow, has_problem, heading, is_told, press
from tests.harness.undelivered import lose
from tests.wall import wall_open
from tests.world import World

PHONE = {"width": 360, "height": 740}
EMAIL = "Your email address (optional)"


@pytest.fixture
def complaint(committed: World) -> tuple[Complaint, str]:
    cache.clear()
    with transaction.atomic(), wall_open():
        return make.complaint(
            committed.north.cluster,
            committed.schools["Oak"],
            complainant=make.Complainant(
                name="Pat Parent", email="pat@home.example", telephone="01632 960 001"
            ),
        )


def test_a_parent_changes_how_they_are_reached(complaint, browse: Browse):
    window = browse(viewport=PHONE)
    page = window.page
    page.goto(f"/complaint/{complaint[1]}/")

    follow(page, "Change how we reach you")
    heading(page, "How we reach you")
    faults = window.faults()
    page.get_by_label(EMAIL).fill("pat at home")
    press(page, "Save this")
    has_problem(page, "Enter an email address in the correct format", at=EMAIL)
    expect(page.get_by_label(EMAIL)).to_have_value("pat at home")
    faults += window.faults()
    page.get_by_label(EMAIL).fill("pat@new.example")
    press(page, "Save this")

    is_told(page, "Saved. We write to pat@new.example when there is news.")
    assert faults + window.faults() == []
    assert window.complaints == []


def test_a_handler_is_led_to_what_mends_a_lost_message(complaint, committed: World, browse: Browse):
    with transaction.atomic(), wall_open():
        lose("parent", None, about=complaint[0], address="pat@home.example")
    window = browse(committed.carol)
    page = window.page

    page.goto(f"/complaints/{complaint[0].public_id}/")
    is_told(page, "did not arrive")
    faults = window.faults()
    follow(page, "put it right")
    page.get_by_label("Email address").fill("pat@new.example")
    press(page, "Put it right")

    expect(page.get_by_role("heading", name="Mail did not arrive")).to_have_count(0)
    expect(page.get_by_text("Before: 01632 960 001, pat@home.example")).to_be_visible()
    assert faults + window.faults() == []
    assert window.complaints == []


def test_an_administrator_erases_what_has_been_kept_for_its_time(
    complaint, committed: World, browse: Browse, monkeypatch
):
    monkeypatch.setattr(access, "_kept_until", lambda: timezone.now() + timedelta(days=1))
    with transaction.atomic(), wall_open():
        actions.close(complaint=complaint[0], ending="satisfied", by=committed.carol)
    reference = complaint[0].reference
    window = browse(committed.root)
    page = window.page

    page.goto(f"/clusters/{committed.north.cluster.public_id}/set-up")
    follow(page, "Complaints whose time has passed")
    faults = window.faults()
    follow(page, f"Erase complaint {reference}")
    faults += window.faults()
    press(page, "Erase this complaint")
    has_problem(page, "Choose why you erase it", at="Its time has passed")
    faults += window.faults()
    page.get_by_label("Its time has passed").check()
    page.get_by_label("I understand that this cannot be undone").check()
    press(page, "Erase this complaint")

    is_told(page, f"Complaint {reference} is erased.")
    expect(page.get_by_text("Nothing to erase")).to_be_visible()
    assert faults + window.faults() == []
    assert window.complaints == []


def test_an_erased_complaint_says_so(complaint, committed: World, browse: Browse, monkeypatch):
    monkeypatch.setattr(access, "_kept_until", lambda: timezone.now() + timedelta(days=1))
    with transaction.atomic(), wall_open():
        actions.close(complaint=complaint[0], ending="satisfied", by=committed.carol)
        actions.erase(complaint=complaint[0], why="time", by=committed.root)
    window = browse(committed.carol, viewport=PHONE)

    window.page.goto(f"/complaints/{complaint[0].public_id}/")

    expect(window.page.get_by_text("This complaint was erased on")).to_be_visible()
    assert window.faults() == []
