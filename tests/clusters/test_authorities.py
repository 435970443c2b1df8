"""An authority's officers and panels: who appoints, who keeps the dates, what is refused."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from accounts.models import User
from clusters import actions
from clusters.actions import PanelPlan, Who
from clusters.models import Office, PanelDate
from core.dates import at_local, next_working_day, today
from core.errors import DomainError
from core.models import AuditLine, OutgoingMail
from tests import factories as make
from tests.clusters.boxes import boxes

Kind = Office.Kind
NEW = {
    "name": "Nia Officer",
    "email": "nia@authority.example",
    "starts_on_0": "1",
    "starts_on_1": "9",
    "starts_on_2": "2026",
}


@pytest.fixture
def officer(north) -> User:
    person = make.person("Lou Officer")
    Office.objects.create(
        authority=north.northshire,
        person=person,
        kind=Kind.AUTHORITY_OFFICER,
        starts_on=make.LONG_AGO,
    )
    return person


def page_of(north) -> str:
    return f"/authorities/{north.northshire.code}/"


def weekday(days: int) -> date:
    """A working day in about so many days."""
    return next_working_day(today() + timedelta(days=days))


def plan(held_on: date, *, closing: int = 10) -> PanelPlan:
    start = PanelDate._meta.get_field("starts_at").default
    return PanelPlan(held_on, start, closes_on=held_on - timedelta(days=closing))


def typed(plan: PanelPlan) -> dict[str, object]:
    fields: dict[str, object] = {"starts_at": "2pm", "place": "Shire Hall"}
    for name in ("held_on", "closes_on"):
        fields |= boxes(name, getattr(plan, name))
    return fields


def words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def test_an_administrator_appoints_an_officer_who_is_invited(north, client, sign_in):
    sign_in(client, north.root)

    answer = client.post(f"{page_of(north)}officers/new", NEW, follow=True)

    assert "Nia Officer is an officer of" in words(answer)
    office = Office.objects.get(person__email="nia@authority.example")
    assert (office.authority, office.cluster, office.kind) == (
        north.northshire,
        None,
        Kind.AUTHORITY_OFFICER,
    )
    line = AuditLine.objects.get(verb="give_office", record_id=office.pk)
    assert (line.by, line.detail["authority"]) == (north.root, north.northshire.pk)
    subjects = OutgoingMail.objects.filter(address=office.person.email).order_by("pk")
    assert [mail.subject for mail in subjects] == [
        "You are invited to SEND cluster",
        "You have been given an office for a local authority",
    ]


@pytest.mark.parametrize("key", ["officer", "carol"])
def test_nobody_but_administrators_appoints(north, officer, client, sign_in, key):
    sign_in(client, officer if key == "officer" else north.carol)

    answer = client.post(f"{page_of(north)}officers/new", NEW)

    assert answer.status_code == 403
    assert "appointed by administrators of the site" in words(answer)
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_what_was_typed_is_kept_and_said_to_be_wrong(north, client, sign_in):
    sign_in(client, north.root)

    answer = client.post(f"{page_of(north)}officers/new", NEW | {"name": "", "starts_on_1": "13"})

    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("[name=email]")["value"] == NEW["email"]
    assert "Enter their full name" in page.text


def test_nobody_appoints_or_ends_themselves(north, officer):
    with pytest.raises(DomainError, match="another administrator of the site"):
        actions.appoint_officer(
            authority=north.northshire, who=Who(person=north.root), starts_on=today(), by=north.root
        )
    office = Office.objects.get(person=officer)
    with pytest.raises(DomainError, match="office of your own"):
        actions.end_office(office=office, ends_on=today(), by=officer)


def test_nobody_is_appointed_twice(north, officer):
    with pytest.raises(DomainError, match="Lou Officer is Local authority officer"):
        actions.appoint_officer(
            authority=north.northshire, who=Who(person=officer), starts_on=today(), by=north.root
        )


def test_an_office_ends_with_its_last_day_and_its_holder_is_told(north, officer, client, sign_in):
    office = Office.objects.get(person=officer)
    day = today()
    sign_in(client, north.root)

    answer = client.post(
        f"{page_of(north)}officers/{office.public_id}/end",
        boxes("ends_on", day),
        follow=True,
    )

    office.refresh_from_db()
    assert office.ends_on == day
    assert "They get a message" in words(answer)
    [mail] = OutgoingMail.objects.filter(person=officer)
    assert mail.subject == "An office of yours for a local authority ends"


def test_an_officer_keeps_the_authoritys_panel_dates(north, officer, client, sign_in):
    sign_in(client, officer)
    first, later = plan(weekday(40)), plan(weekday(47))

    set_ = client.post(f"{page_of(north)}panels/new", typed(first), follow=True)
    panel = PanelDate.objects.get(authority=north.northshire)
    where = f"{page_of(north)}panels/{panel.public_id}"
    moved = client.post(f"{where}/move", typed(later), follow=True)
    panel.refresh_from_db()

    assert "The panel is set for" in words(set_)
    assert "The panel is now on" in words(moved)
    assert (panel.cluster, panel.held_on, panel.place) == (None, later.held_on, "Shire Hall")
    assert panel.closes_at == at_local(later.closes_on, actions.calendar.OF_AUTHORITIES.closes_at)

    cancelled = client.post(f"{where}/cancel", follow=True)
    panel.refresh_from_db()
    assert panel.cancelled_at
    assert "is cancelled" in words(cancelled)
    for verb in ("move", "cancel"):
        refused = client.get(f"{where}/{verb}", follow=True)
        assert "This panel was cancelled already" in words(refused)


def test_without_a_closing_day_nothing_is_set(north, officer, client, sign_in):
    sign_in(client, officer)
    fields = {
        name: value
        for name, value in typed(plan(weekday(40))).items()
        if not name.startswith("closes_on")
    }

    answer = client.post(f"{page_of(north)}panels/new", fields)

    assert "Enter the closing date" in words(answer)
    assert not PanelDate.objects.filter(authority=north.northshire).exists()


def test_an_authority_has_one_panel_a_day(north, officer):
    day = plan(weekday(40))
    actions.set_authority_panel(authority=north.northshire, plan=day, by=officer)

    with pytest.raises(DomainError, match="has a panel on"):
        actions.set_authority_panel(authority=north.northshire, plan=day, by=officer)


def test_a_cluster_may_meet_on_the_day_of_its_authority(north, officer):
    day = plan(weekday(40))
    actions.set_authority_panel(authority=north.northshire, plan=day, by=officer)

    panel = actions.set_panel_date(cluster=north.cluster, plan=day, by=north.carol)

    assert panel.authority is None


def test_an_officer_of_another_authority_keeps_none_of_it(north, client, sign_in):
    stranger = make.person("Sid Stranger")
    Office.objects.create(
        authority=make.authority("Southshire"), person=stranger, kind=Kind.AUTHORITY_OFFICER
    )
    panel = actions.set_authority_panel(
        authority=north.northshire, plan=plan(weekday(40)), by=north.root
    )
    sign_in(client, stranger)

    assert client.get(page_of(north)).status_code == 403
    assert client.get(f"{page_of(north)}panels/{panel.public_id}/move").status_code == 403
    assert not PanelDate.objects.for_user(stranger).filter(pk=panel.pk).exists()
    shown = words(client.get("/authorities/"))
    assert ("Southshire" in shown, str(north.northshire) in shown) == (True, False)


def test_the_ways_there(north, officer, client, sign_in):
    sign_in(client, officer)
    own = client.get("/your-posts").text
    home = BeautifulSoup(client.get(page_of(north)).content, "html.parser")

    assert f'href="{page_of(north)}"' in own
    current = home.select_one(".govuk-service-navigation__item--active")
    assert current.get_text(strip=True) == "Authority"

    sign_in(client, north.root)
    assert 'href="/authorities/"' in client.get("/clusters/").text
