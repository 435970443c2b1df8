"""A panel date once its meeting has started, and one that is cancelled with applications."""

from collections import Counter
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
from core.models import OutgoingMail
from funding.models import Application
from panels import actions
from panels.actions.settling import PARTS
from panels.forms.decisions import DeferForm
from panels.models import AgendaItem, Check, Decision, Declaration
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
    for name, done in (("clusters:move_panel", "moved"), ("panels:cancel_panel", "cancelled")):
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


@pytest.fixture
def later(world) -> PanelDate:
    return make.panel_date(world.north.cluster, days=60)


def cases_at(panel: PanelDate) -> set[str]:
    return {row.title for row in Application.objects.filter(panel_date=panel)}


def test_all_that_was_for_a_cancelled_panel_goes_to_the_next(world, later):
    """The first two are on its agenda, the third waits to be checked, the fourth is a draft."""
    panel = world.north.panel_date
    make.draft(world.elsa, world.schools["Elm"], panel, title="Elm draft")
    cases, checks = cases_at(panel), states_at(panel)
    make.panel_date(world.north.cluster, days=90)
    calendar.cancel_panel_date(
        panel_date=make.panel_date(world.north.cluster, days=30), by=world.cleo
    )

    actions.cancel_panel(panel_date=panel, by=world.cleo)

    assert again(panel).cancelled_at
    assert (cases_at(panel), cases_at(later)) == (set(), cases)
    assert (states_at(panel), states_at(later)) == (set(), checks)
    assert {"Oak mornings", "Elm speech", "Oak waiting", "Elm draft"} == cases
    moved = AuditLine.objects.filter(verb="moved to a later panel")
    assert {(line.detail["before"], line.detail["panel_date"]) for line in moved} == {
        (panel.pk, later.pk)
    }
    assert moved.count() == len(cases)
    assert cases_at(world.south.panel_date) == {"Yew hearing"}


def states_at(panel: PanelDate) -> set[tuple]:
    rows = Check.objects.filter(panel_date=panel)
    return set(rows.values_list("pk", "outcome", "checked_by", "note", "received_at"))


def test_the_schools_are_told_by_a_link(world, later):
    actions.cancel_panel(panel_date=world.north.panel_date, by=world.cleo)

    told = list(OutgoingMail.objects.select_related("person"))
    assert Counter((mail.person, mail.subject) for mail in told) == {
        (world.olive, "A panel was cancelled"): 2,
        (world.elsa, "A panel was cancelled"): 1,
    }
    for title in ("Oak mornings", "Elm speech", "Oak waiting"):
        application = Application.objects.get(title=title)
        path = reverse("funding:application", args=[application.public_id])
        assert [path in mail.body for mail in told].count(True) == 1
        assert not any(title in mail.body for mail in told)


def test_its_agenda_is_empty_and_the_cases_go_on_the_next_one(world, later, client, sign_in):
    item = world.north.items["own"]
    actions.cast_vote(item=item, choice="for", by=world.mia)
    answers = Declaration.objects.filter(check_row=item.check_row, replaced_at__isnull=True)
    said = set(answers.values_list("person", "answer"))

    actions.cancel_panel(panel_date=world.north.panel_date, by=world.cleo)

    listed = AgendaItem.objects.filter(meeting=world.north.meeting, taken_off_at__isnull=True)
    assert not listed.exists()
    meeting = make.meeting(later, by=world.cleo)
    put_on = make.item(again(item.check_row), meeting, by=world.cleo)
    assert (put_on.pk, put_on.meeting, put_on.taken_off_at) == (item.pk, meeting, None)
    assert set(answers.values_list("person", "answer")) == said
    assert not any(model.objects.standing().filter(item=item).exists() for model in PARTS)
    for person in (world.mia, world.carol):
        page = sign_in(client, person).get(reverse("panels:item", args=[put_on.public_id]))
        assert page.status_code == 200
    actions.cast_vote(item=put_on, choice="against", by=world.mia)


def test_without_a_later_panel_nothing_is_cancelled(world, client, sign_in):
    panel = world.north.panel_date
    cleo = sign_in(client, world.cleo)

    said = words(cleo.post(page(panel, "panels:cancel_panel")))

    assert "Add one first, then cancel this one" in said
    assert again(panel).cancelled_at is None
    assert "Oak mornings" in cases_at(panel)
    make.panel_date(world.north.cluster, days=60)
    assert "is cancelled" in words(cleo.post(page(panel, "panels:cancel_panel"), follow=True))


def test_a_panel_that_nothing_is_for_is_cancelled_without_a_later_one(world, later):
    actions.cancel_panel(panel_date=later, by=world.cleo)

    assert again(later).cancelled_at


@pytest.mark.parametrize("who", ["cleo", "carol", "root"])
def test_whoever_sets_the_cluster_up_cancels_and_sees_beforehand_where_all_goes(
    world, later, client, sign_in, who
):
    panel = world.north.panel_date
    browser = sign_in(client, getattr(world, who))

    said = words(browser.get(page(panel, "panels:cancel_panel")))
    browser.post(page(panel, "panels:cancel_panel"))

    assert f"goes to the panel on {format_weekday(later.held_on)}" in said
    assert ("3 applications have reached it" in said) == (who != "root")  # as on their list
    assert again(panel).cancelled_at
    assert "Oak mornings" in cases_at(later)


def test_a_silent_observers_page_does_not_move_with_the_check(world, later, client, sign_in):
    """Carol declares an interest; then somebody free finds it ready."""
    check = world.north.waiting["own"]
    actions.declare_interest(check=check, kind="other", detail="", by=world.carol)
    carol = sign_in(client, world.carol)
    url = page(world.north.panel_date, "panels:cancel_panel")

    before = words(carol.get(url))
    make.ready(check, by=world.dana)

    assert words(carol.get(url)) == before


def test_a_case_that_went_back_from_the_next_panel_goes_to_the_one_after(world, later):
    """It was at the next one before, which has a check of it already."""
    check = world.north.waiting["own"]
    last = make.panel_date(world.north.cluster, days=90)
    Check.objects.create(
        cluster=check.cluster, application=check.application, panel_date=later, outcome=""
    )

    actions.cancel_panel(panel_date=world.north.panel_date, by=world.cleo)

    assert again(check).panel_date == last


def test_a_case_deferred_to_a_panel_that_is_cancelled_goes_to_the_one_after(world, later):
    item = world.north.items["own"]
    last = make.panel_date(world.north.cluster, days=90)
    make.free(world.dana, item)
    make.started(world.north.meeting, by=world.cleo)
    make.decided(item, by=world.dana, outcome="defer", deferred_to=later)
    actions.cancel_panel(panel_date=later, by=world.cleo)
    with pytest.raises(DomainError, match="Add one first"):
        actions.cancel_panel(panel_date=last, by=world.cleo)

    decision = Decision.objects.get(item=item)
    actions.read_letter(item=item, seen=decision.stamp, by=world.dana)
    [outcome] = actions.publish(meeting=world.north.meeting, by=world.cleo)

    assert outcome.deferred_to == last
    assert again(item.application).panel_date == last
