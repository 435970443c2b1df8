"""Mail that did not arrive shows to whoever looks after it, until it is dealt with."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from accounts.models import User
from core import mail
from core.access import audience
from core.errors import DomainError
from core.models import AuditLine, OutgoingMail
from funding import emails
from panels import actions as panels
from reports import access, actions
from tests import factories as make
from tests.core.papers import faults_of, held_in
from tests.core.post_office import post_office
from tests.harness.undelivered import lose

REFUSED = "550 5.1.1 nobody of that name"


@pytest.fixture
def page_of(client, sign_in):
    def get(person, path: str) -> BeautifulSoup:
        answer = sign_in(client, person).get(path)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return get


@pytest.fixture
def of_payment(world) -> OutgoingMail:
    """Olive's, about an award of North's."""
    make.fund(world.north.cluster, by=world.fay)
    award = make.award(world.north.items["own"].application, by=world.dana)
    OutgoingMail.objects.all().delete()
    return lose("payment", world.olive, about=award)


def list_of(world) -> str:
    return f"/undelivered/{world.north.cluster.public_id}/"


def seen_by(person) -> set[str]:
    return set(OutgoingMail.objects.for_user(person, "chase").values_list("key", flat=True))


def who_sees(world, lost: OutgoingMail) -> set[str]:
    people = world.people.items()
    return {key for key, person in people if lost.key in seen_by(person)}


def test_a_refused_address_is_on_the_list_of_the_clerk_and_the_cluster_senco(world, settings):
    """From the server's refusal on, with nothing between made up."""
    make.fund(world.north.cluster, by=world.fay)
    award = make.award(world.north.items["own"].application, by=world.dana)
    OutgoingMail.objects.all().delete()
    instalment = award.instalments.first()
    with post_office() as office:
        settings.EMAIL_BACKEND = "core.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        office.answers[world.olive.email] = REFUSED
        emails.payment_released(instalment=instalment)
        mail.deliver_waiting()

    lost = OutgoingMail.objects.get(person=world.olive)
    assert lost.server_answer == REFUSED
    assert who_sees(world, lost) == {"carol", "cleo"}
    assert seen_by(world.cleo) == {lost.key}  # what the head's server took is not there


def test_the_page_says_who_what_when_and_why(world, page_of, of_payment):
    main = page_of(world.cleo, list_of(world)).main
    text = main.get_text(" ", strip=True)

    for words in (
        "Olive Senco",
        "Something has happened",
        "payment@old.example",
        "There is no mailbox at this address",
        "1 message",
    ):
        assert words in text
    assert main.details.get_text(" ", strip=True).endswith(REFUSED)
    assert "Hello" not in text  # nothing of what it says


def test_none_is_a_page_too(world, page_of):
    assert "Everything has arrived" in page_of(world.cleo, list_of(world)).main.text


def test_many_are_on_several_pages_the_newest_first(world, page_of, of_payment):
    for number in range(30):
        one = lose(f"more-{number}", world.olive, about=world.north.panel_date)
        failed_at = timezone.now() - timedelta(hours=number + 1)
        OutgoingMail.objects.filter(pk=one.pk).update(failed_at=failed_at)

    first, second = (page_of(world.cleo, f"{list_of(world)}?page={page}") for page in (1, 2))

    cards = [len(page.select(".govuk-summary-card")) for page in (first, second)]
    assert cards == [25, 6]
    assert "payment@old.example" in first.select_one(".govuk-summary-card").text
    assert "31 messages" in first.main.text


def test_it_waits_on_the_first_screen_of_whoever_looks_after_it(world, page_of, of_payment):
    lose("account", world.nora)

    def told(person) -> set[str]:
        links = page_of(person, "/").select(".govuk-task-list a")
        return {a["href"] for a in links if "did not arrive" in a.text}

    assert told(world.cleo) == told(world.carol) == {list_of(world)}
    assert told(world.root) == {"/undelivered/"}
    assert told(world.ben) == told(world.fay) == told(world.olive) == set()
    actions.settle_mail(lost=of_payment, by=world.carol)
    assert told(world.cleo) == set()


def about_oaks_case(world) -> OutgoingMail:
    """That it was returned, say, which only the panel's side knows until the school says so."""
    return lose("case", world.olive, about=world.north.waiting["own"].application)


def test_what_came_of_a_check_shows_to_the_free_alone(world):
    lost = about_oaks_case(world)
    assert who_sees(world, lost) == set()  # nobody has answered yet

    panels.answer_no_interest(check=world.north.waiting["own"], by=world.cleo)
    assert who_sees(world, lost) == {"cleo"}

    panels.declare_interest(
        check=world.north.waiting["own"], kind="other", detail="", by=world.cleo
    )
    assert who_sees(world, lost) == set()


def test_without_that_rule_a_silent_observer_would_see_it(world, monkeypatch):
    """The control."""
    lost = about_oaks_case(world)
    monkeypatch.setattr(access.OutgoingMailAccess, "_may_know", lambda self, asker: ~access.FAILED)
    assert who_sees(world, lost) == set()
    monkeypatch.setattr(
        access.OutgoingMailAccess, "_may_know", lambda self, asker: access.Q(key__isnull=False)
    )

    assert who_sees(world, lost) == {"carol", "cleo"}


def test_a_question_of_the_panels_shows_to_the_free_alone(world):
    check = world.north.items["own"].check_row
    question = panels.ask_school(check=check, text="How many mornings?", by=world.carol)

    lost = lose("question", world.olive, about=question)

    assert who_sees(world, lost) == {"carol"}  # Cleo has not answered
    assert set(audience("chase", lost, User.objects.all())) == {world.carol}


def test_a_draft_that_no_panel_has_seen_hides_nothing(world):
    draft = make.draft(world.olive, world.schools["Oak"], world.north.panel_date)

    assert who_sees(world, lose("draft", world.ben, about=draft)) == {"carol", "cleo"}


def test_a_message_to_whoever_complains_shows_to_those_who_handle_it_alone(world):
    complaint, _ = make.complaint(world.north.cluster, world.schools["Ash"])

    lost = lose("parent", None, about=complaint, address="pat@home.example")

    assert who_sees(world, lost) == {"carol"}  # with the chair, who looks after no mail


def test_a_message_about_a_complaint_is_hidden_from_whom_it_is_about(world):
    from complaints import actions as complaints

    complaint, _ = make.complaint(world.north.cluster, world.schools["Ash"])
    lost = lose("stage", world.ben, about=make.latest_stage(complaint))
    assert who_sees(world, lost) == {"carol", "cleo"}

    complaints.name_concerned(complaint=complaint, person=world.cleo, why="about", by=world.carol)
    assert who_sees(world, lost) == {"carol"}


def test_mail_of_no_cluster_is_the_administrators(world):
    assert who_sees(world, lose("account", world.nora)) == {"sue", "root"}


def test_a_message_that_only_waits_or_has_gone_is_on_no_list(world, of_payment):
    for status in ("waiting", "sending", "sent", "stopped"):
        OutgoingMail.objects.filter(pk=of_payment.pk).update(status=status)
        assert who_sees(world, of_payment) == set()


def test_sent_again_it_goes_to_the_address_of_today_and_leaves_the_list(
    world, client, sign_in, of_payment
):
    world.olive.email = "olive@new.example"
    world.olive.save()

    answer = sign_in(client, world.cleo).post(f"/messages/{of_payment.key}/again", follow=True)

    assert "Sent again to olive@new.example" in answer.content.decode()
    again = OutgoingMail.objects.get(address="olive@new.example")
    assert (again.status, again.subject, again.body) == (
        "waiting",
        of_payment.subject,
        of_payment.body,
    )
    assert (again.cluster_id, again.about) == (of_payment.cluster_id, of_payment.about)
    assert seen_by(world.cleo) == set()
    line = AuditLine.objects.get(verb="sent a message again")
    assert (line.by, line.record_id, line.detail) == (
        world.cleo,
        of_payment.pk,
        {"again": again.pk},
    )


def test_two_who_send_it_again_send_one(world, of_payment):
    actions.send_again(lost=of_payment, by=world.cleo)

    with pytest.raises(DomainError, match="dealt with"):
        actions.send_again(lost=of_payment, by=world.carol)
    assert OutgoingMail.objects.count() == 2


def test_what_a_colleague_has_dealt_with_says_so(world, client, sign_in, of_payment):
    actions.settle_mail(lost=of_payment, by=world.carol)

    answer = sign_in(client, world.cleo).post(f"/messages/{of_payment.key}/again")

    assert answer.status_code == 403
    assert "Somebody has dealt with this message already." in answer.content.decode()


def test_dealt_with_it_leaves_the_list_with_who_and_when(world, client, sign_in, of_payment):
    answer = sign_in(client, world.cleo).post(f"/messages/{of_payment.key}/dealt-with", follow=True)

    assert "Everything has arrived" in answer.content.decode()
    of_payment.refresh_from_db()
    assert of_payment.settled_by == world.cleo
    assert AuditLine.objects.get(verb__startswith="dealt with").by == world.cleo


@pytest.mark.parametrize("case", ["private link", "left"])
def test_what_cannot_go_again_says_why_and_can_be_dealt_with(
    world, page_of, client, of_payment, case
):
    if case == "left":
        world.olive.is_active = False
        world.olive.save()
    else:
        OutgoingMail.objects.filter(pk=of_payment.pk).update(body=OutgoingMail.LINK_HERE)

    main = page_of(world.cleo, list_of(world)).main

    buttons = {button.get_text(strip=True) for button in main.select("button")}
    assert buttons == {"Dealt with"}
    assert ("They have left" if case == "left" else "private link") in main.text
    for end in ("again", ""):
        path = f"/messages/{of_payment.key}/{end}"
        answer = client.post(path) if end else client.get(path)
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("News does not come here any more.", "somebody without an account"),
        (OutgoingMail.LINK_HERE, "It held a private link"),
    ],
)
def test_to_somebody_without_an_account_it_cannot_go_again_and_says_why(
    world, page_of, body, words
):
    complaint, _ = make.complaint(world.north.cluster, world.schools["Ash"])
    lose("parent", None, about=complaint, address="pat@home.example", body=body)

    main = page_of(world.carol, list_of(world)).main

    assert words in main.get_text(" ", strip=True)
    assert {button.get_text(strip=True) for button in main.select("button")} == {"Dealt with"}


def test_printed_it_is_the_same_words_and_link_on_a_page_and_as_a_file(
    world, page_of, client, of_payment
):
    page = page_of(world.cleo, f"/messages/{of_payment.key}/")
    file = client.get(f"/messages/{of_payment.key}.pdf").content

    for words in ("Olive Senco", "https://cluster.example/here", "payment@old.example"):
        assert words in page.get_text(" ", strip=True)
        assert words in held_in(file).text
    assert faults_of(file) == []
    assert client.get(f"/messages/{of_payment.key}.pdf").content == file
    assert AuditLine.objects.filter(verb="printed a message", by=world.cleo).count() == 3
