"""A panel date once its meeting has started, and one that is cancelled with applications."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from clusters import actions as calendar
from clusters.models import PanelDate
from core.audit import AuditLine
from core.dates import format_weekday
from core.errors import DomainError
from panels import actions
from panels.forms.decisions import DeferForm
from tests import factories as make


def words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def again(row):
    return type(row)._default_manager.get(pk=row.pk)


def page(panel: PanelDate, name: str) -> str:
    return reverse(name, args=[panel.cluster.public_id, panel.public_id])


@pytest.fixture
def begun(world) -> PanelDate:
    """North's panel, whose meeting started before its applications close."""
    assert world.north.panel_date.is_open
    make.started(world.north.meeting, by=world.cleo)
    return again(world.north.panel_date)


def test_a_panel_closes_when_its_meeting_starts(world, begun):
    meeting = again(world.north.meeting)

    assert begun.started_at == begun.closes_at == meeting.started_at
    assert not begun.is_open
    line = AuditLine.objects.get(verb="start_panel")
    assert line.detail["before"] == world.north.panel_date.closes_at.isoformat()


def test_who_is_there_said_again_changes_nothing_of_the_panel(world, begun):
    make.started(world.north.meeting, by=world.cleo)

    assert again(begun).closes_at == begun.closes_at
    assert AuditLine.objects.filter(verb="start_panel").count() == 1


def test_a_closing_time_that_has_passed_stays_as_it_was(world):
    passed = timezone.now() - timedelta(days=3)
    PanelDate.objects.filter(pk=world.north.panel_date.pk).update(closes_at=passed)

    make.started(world.north.meeting, by=world.cleo)

    assert again(world.north.panel_date).closes_at == passed


def test_no_application_is_begun_for_or_submitted_to_a_panel_that_has_started(world):
    draft = make.draft(world.olive, world.schools["Oak"], world.north.panel_date)
    make.started(world.north.meeting, by=world.cleo)

    with pytest.raises(DomainError, match="closing time of this panel has passed"):
        actions.submit(application=again(draft), by=world.olive)
    with pytest.raises(DomainError, match="That panel has closed"):
        make.draft(world.olive, world.schools["Oak"], again(world.north.panel_date))


def test_pages_no_longer_offer_a_panel_that_has_started(client, sign_in, world, begun):
    olive = sign_in(client, world.olive)
    later = make.panel_date(world.north.cluster, days=60)

    offered = olive.get(reverse("funding:start")).context["form"].fields["panel_date"].queryset

    assert {panel.pk for panel in offered if panel.cluster_id == later.cluster_id} == {later.pk}
    home = words(olive.get("/"))
    assert format_weekday(later.held_on) in home
    assert format_weekday(begun.held_on) not in home


def test_a_panel_that_has_started_is_neither_moved_nor_cancelled(client, sign_in, world, begun):
    cleo = sign_in(client, world.cleo)
    for name, done in (("clusters:move_panel", "moved"), ("clusters:cancel_panel", "cancelled")):
        for answer in (cleo.get, cleo.post):
            said = words(answer(page(begun, name), follow=True))
            assert f"has started, so it cannot be {done}" in said
            assert "Meeting started" in said
            assert "look at your posts" not in said
    with pytest.raises(DomainError, match="has started, so it cannot be cancelled"):
        calendar.cancel_panel_date(panel_date=begun, by=world.cleo)

    assert again(begun).cancelled_at is None
    shown = cleo.get(reverse("clusters:calendar", args=[begun.cluster.public_id]), follow=True)
    lines = {line.panel.pk: line for line in shown.context["panels"]}
    assert not lines[begun.pk].can_change
    assert lines[begun.pk].closing == "when the meeting started"


def test_a_panel_that_waits_for_its_meeting_can_be_changed(client, sign_in, world):
    """The control: only the start locks it."""
    panel = world.north.panel_date
    assert sign_in(client, world.cleo).get(page(panel, "clusters:move_panel")).status_code == 200


def test_the_meeting_of_a_cancelled_panel_does_not_start(world):
    panel = make.panel_date(world.north.cluster, days=60)
    meeting = make.meeting(panel, by=world.cleo)
    calendar.cancel_panel_date(panel_date=panel, by=world.cleo)

    with pytest.raises(DomainError, match="was cancelled, so its meeting cannot start"):
        make.started(meeting, by=world.cleo)

    assert again(meeting).started_at is None


def test_nothing_is_deferred_to_a_panel_that_has_started(world):
    later = make.panel_date(world.north.cluster, days=40)
    last = make.panel_date(world.north.cluster, days=60)
    make.started(make.meeting(later, by=world.cleo), by=world.cleo)

    form = DeferForm(user=world.dana, item=world.north.items["own"])

    assert list(form.fields["deferred_to"].queryset) == [last]
