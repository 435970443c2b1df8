"""One way out for mail: one recipient a message, sent once, its words in nobody's log."""

import json
import re
import threading
from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from smtplib import SMTP_SSL
from typing import Any

import pytest
from django.conf import settings as settings_of_the_project
from django.core.mail import get_connection
from django.core.mail.utils import DNS_NAME
from django.db import connection, transaction
from django.db.models import F
from django.template.loader import get_template
from django.utils import timezone

from core import mail, smtp, tasks
from core.models import OutgoingMail
from tests.core.post_office import post_office
from tests.jobs.brokers import files, free_port
from tests.jobs.scenario import effects
from tests.jobs.tasks import NAIVE
from tests.jobs.workers import wait_until, worker

Status = OutgoingMail.Status
LETTERS = sorted((Path(__file__).parents[2] / "templates").glob("**/email/*.txt"))
LETTER = "clusters/email/given"
TAKEN = "250 taken"
SECRET = "https://cluster.example/invitation/canarytoken"
FACTS = {"kind": "post", "path": "/me/", "starts_on": None, "ends_on": None}

# What a message may say. A child's data, a decision or a title is behind its link.
SAYABLE = {"ends_on", "expires_at", "invited_by", "link", "path", "person", "site_url"}
SAYABLE |= {"starts_on", "what"}
# Days by which something is done.
SAYABLE |= {"closes_at", "due_on", "held_on"}
# A complaint's: random, and all that whoever complains has in hand.
SAYABLE |= {"reference"}


@pytest.fixture
def office(settings):
    with post_office() as office:
        settings.EMAIL_BACKEND = "core.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


@pytest.fixture
def database(committed, tmp_path):
    """Real commits, and a broker of the test's own."""
    with files(tmp_path) as broker:
        yield broker


def write(to: Any, **facts: Any) -> OutgoingMail:
    return mail.send(to=to, template=LETTER, context=FACTS, **facts)


def write_to(address: str) -> OutgoingMail:
    return OutgoingMail.objects.create(
        key=f"key-{address}"[:64], address=address, subject="Subject", body="Body"
    )


def later(by: timedelta = timedelta(days=1)) -> None:
    """Lets time pass for everything that waits."""
    for field in ("next_try_at", "taken_at"):
        rows = OutgoingMail.objects.filter(**{f"{field}__isnull": False})
        rows.update(**{field: F(field) - by})


def now(written: OutgoingMail) -> tuple[str, str]:
    written.refresh_from_db()
    return written.status, written.server_answer


def test_a_message_has_one_recipient_and_a_link(world, office, settings):
    written = write(world.olive)

    mail.deliver(written.pk)

    [(recipients, message)] = office.taken
    assert recipients == [world.olive.email]
    assert message["To"] == world.olive.email
    assert (message["Cc"], message["Bcc"]) == (None, None)
    assert message["Subject"] == "You have been given a post at a school"
    assert f"{settings.SITE_URL}/me/" in message.get_content()
    assert now(written) == (Status.SENT, TAKEN)
    assert written.message_id == message["Message-ID"]
    assert timezone.now() - written.sent_at < timedelta(minutes=1)


def test_an_encrypted_connection_remembers_the_answer_too(settings):
    settings.EMAIL_USE_SSL = True
    backend = get_connection("core.smtp.EmailBackend")

    assert issubclass(backend.connection_class, SMTP_SSL)
    assert backend.connection_class.data is not SMTP_SSL.data


def test_two_people_get_a_message_each(world, office):
    for person in (world.olive, world.ben):
        mail.deliver(write(person, once="the same event").pk)

    assert office.recipients() == [world.olive.email, world.ben.email]


def test_an_address_that_is_two_is_none(world, office):
    """Else what is written for one person would go to another."""
    written = write_to("one@schools.example, two@schools.example")

    mail.deliver(written.pk)

    assert office.visits == 0
    assert now(written) == (Status.REFUSED, "This is no email address.")


def test_told_twice_of_one_event_is_one_message(world, office):
    first = write(world.olive, once="post 7 given")
    second = write(world.olive, once="post 7 given")

    assert second == first
    assert len({write(world.olive, once="post 8 given").pk, first.pk}) == 2
    assert len({write(world.olive).pk, write(world.olive).pk}) == 2


def test_delivered_twice_is_sent_once(world, office):
    written = write(world.olive)

    mail.deliver(written.pk)
    mail.deliver(written.pk)

    assert office.recipients() == [world.olive.email]


def test_a_subject_is_one_line_whatever_a_name_holds(world, office):
    written = mail.send_to_address(
        address="one@schools.example",
        person=None,
        template="accounts/email/invitation",
        context={"invited_by": None, "expires_at": None},
    )

    assert "\n" not in written.subject


def invite(address: str) -> OutgoingMail:
    return mail.send_to_address(
        address=address,
        person=None,
        template="accounts/email/invitation",
        context={"invited_by": None, "expires_at": None},
        link=SECRET,
    )


def row_of(written: OutgoingMail) -> str:
    """Everything that the table holds of a message."""
    return str(OutgoingMail.objects.filter(pk=written.pk).values().get())


def test_a_link_with_a_secret_goes_out_and_is_kept_nowhere(world, office):
    written = invite("one@schools.example")
    waiting = row_of(written)

    mail.deliver(written.pk)

    [(_, message)] = office.taken
    assert SECRET in message.get_content()
    assert OutgoingMail.LINK_HERE not in message.get_content()
    assert now(written)[0] == Status.SENT
    assert SECRET not in row_of(written)
    assert OutgoingMail.LINK_HERE in written.body
    assert SECRET in waiting  # the control: until then it must be there


def test_the_link_of_a_message_that_is_refused_for_good_is_erased(world, office):
    office.answers["one@schools.example"] = "550 5.1.1 nobody of that name"
    written = invite("one@schools.example")

    mail.deliver(written.pk)

    assert now(written)[0] == Status.REFUSED
    assert SECRET not in row_of(written)


def test_the_link_of_a_message_that_waits_is_still_there_to_send(world, office):
    office.answers["greeting"] = "421 too busy"
    written = invite("one@schools.example")
    tasks.deliver_mail(written.pk)
    assert SECRET in row_of(written)

    office.answers = {}
    tasks.send_waiting_mail()

    [(_, message)] = office.taken
    assert SECRET in message.get_content()
    assert SECRET not in row_of(written)


def test_what_cannot_be_sent_in_a_fortnight_is_given_up(world, office):
    """By then none of its links works."""
    old, young = invite("one@schools.example"), invite("two@schools.example")
    OutgoingMail.objects.filter(pk=old.pk).update(
        created_at=timezone.now() - mail.PATIENCE - timedelta(minutes=1)
    )

    tasks.send_waiting_mail()

    assert now(old) == (Status.REFUSED, "Given up after 14 days.")
    assert SECRET not in row_of(old)
    assert now(young) == (Status.SENT, TAKEN)
    assert office.recipients() == ["two@schools.example"]


def test_what_is_given_up_keeps_the_last_answer(world, office):
    office.answers[world.olive.email] = "451 greylisted"
    written = write(world.olive)
    mail.deliver(written.pk)
    rows = OutgoingMail.objects.filter(pk=written.pk)
    rows.update(created_at=timezone.now() - mail.PATIENCE - timedelta(minutes=1))

    tasks.send_waiting_mail()

    status, answer = now(written)
    assert status == Status.REFUSED
    assert answer == "Given up after 14 days. The last answer: 451 greylisted"
    assert written.failed_at


def test_the_demonstration_keeps_the_link_for_its_outbox_page(world, office, settings):
    settings.KEEP_SENT_LINKS = True
    written = invite("one@schools.example")

    mail.deliver(written.pk)
    written.refresh_from_db()

    assert (written.status, SECRET in written.text) == (Status.SENT, True)


def test_nowhere_but_in_the_demonstration_are_links_kept():
    assert settings_of_the_project.KEEP_SENT_LINKS is settings_of_the_project.DEMO
    assert not settings_of_the_project.KEEP_SENT_LINKS


def test_a_link_goes_into_no_subject():
    subjects = [path for path in LETTERS if ".subject." in path.name]

    assert [path.name for path in subjects if "link" in said_by(path.read_text())] == []


def test_who_is_refused_for_good_stays_so_with_the_servers_answer(world, office):
    office.answers[world.olive.email] = "550 5.1.1 nobody of that name"
    written = write(world.olive)

    for _ in range(2):
        mail.deliver(written.pk)

    assert now(written) == (Status.REFUSED, "550 5.1.1 nobody of that name")
    assert timezone.now() - written.failed_at < timedelta(minutes=1)
    assert written.sent_at is None
    assert office.visits == 1
    assert office.taken == []


def test_a_message_refused_for_good_stays_so(world, office):
    office.answers["data"] = "554 looks like spam"
    written = write(world.olive)

    mail.deliver(written.pk)

    assert now(written) == (Status.REFUSED, "554 looks like spam")


def not_yet(address: str) -> dict[str, dict[str, str]]:
    """Answers after which the message is tried again, each with what is kept of it."""
    return {
        "451 greylisted": {address: "451 greylisted"},
        "452 full": {"data": "452 full"},
        "421 too busy": {"greeting": "421 too busy"},
        "550 not from you": {"mail": "550 not from you"},
        "Connection unexpectedly closed": {"data": "hang up"},
    }


@pytest.mark.parametrize("place", range(5))
def test_a_server_that_cannot_just_now_is_asked_again(world, office, place):
    """Also one that does not take us: our own settings are no fault of the recipient's."""
    written = write(world.olive)
    kept, office.answers = list(not_yet(world.olive.email).items())[place]

    tasks.deliver_mail(written.pk)

    status, answer = now(written)
    assert status == Status.WAITING
    assert kept in answer

    office.answers = {}
    later()
    tasks.send_waiting_mail()

    assert now(written) == (Status.SENT, TAKEN)
    assert office.recipients() == [world.olive.email]


def test_who_puts_us_off_is_asked_again_after_longer_and_longer(world, office):
    office.answers[world.olive.email] = "451 greylisted"
    written = write(world.olive)
    waits = []

    for _ in range(9):
        tasks.send_waiting_mail()
        written.refresh_from_db()
        waits.append(round((written.next_try_at - timezone.now()).total_seconds() / 60))
        tasks.send_waiting_mail()  # too early: nobody is asked
        later()

    assert waits == [1, 5, 15, 60, 180, 360, 720, 720, 720]
    assert (office.visits, written.tries) == (9, 9)


def test_a_server_that_is_away_is_asked_again(world, office, settings):
    settings.EMAIL_PORT = free_port()
    written = write(world.olive)

    tasks.deliver_mail(written.pk)

    status, answer = now(written)
    assert (status, "refused" in answer) == (Status.WAITING, True)

    settings.EMAIL_PORT = office.port
    tasks.send_waiting_mail()

    assert (now(written), written.tries) == ((Status.SENT, TAKEN), 1)


def test_a_round_ends_at_a_server_that_cannot_be_reached(world, office):
    """Else every waiting message would wait for its time limit, one after another."""
    office.answers["greeting"] = "421 too busy"
    for person in (world.olive, world.ben, world.mia):
        write(person)

    tasks.send_waiting_mail()

    assert office.visits == 1


def test_one_who_is_never_taken_holds_up_nobody(world, office):
    office.answers[world.olive.email] = "451 greylisted"
    for person in (world.olive, world.ben):
        write(person)

    tasks.send_waiting_mail()

    assert office.recipients() == [world.ben.email]


def test_two_workers_at_once_send_one_message(database, committed, office):
    written = write(committed.olive)
    office.open.clear()
    first = threading.Thread(target=delivered_elsewhere, args=(written.pk,))
    first.start()
    office.asked.get(timeout=20)

    mail.deliver(written.pk)
    office.open.set()
    first.join(timeout=20)

    assert office.recipients() == [committed.olive.email]
    assert now(written) == (Status.SENT, TAKEN)


def delivered_elsewhere(pk: int) -> None:
    mail.deliver(pk)
    connection.close()


@pytest.mark.parametrize("took", [True, False], ids=["taken", "not taken"])
def test_what_a_killed_worker_had_in_hand_is_not_sent_again(
    database, committed, office, settings, tmp_path, took
):
    """Nobody knows whether the server took it. Somebody is told, and decides."""
    written = write(committed.olive)
    if not took:
        office.answers["data"] = "hang up"
    office.open.clear()
    with worker(database, tmp_path, "killed", at_once=1, **of_office(settings, office)) as running:
        office.asked.get(timeout=60)  # the message is with the server, which has not answered
        assert now(written)[0] == Status.SENDING
        running.kill()
    office.open.set()
    office.decided.get(timeout=60)

    tasks.send_waiting_mail()
    assert now(written)[0] == Status.SENDING
    later()
    tasks.send_waiting_mail()

    assert now(written) == (Status.UNKNOWN, "")
    assert "do not know whether it arrived" in written.why_not
    assert office.visits == 1
    assert len(office.recipients()) == took


def test_what_was_only_in_a_killed_workers_queue_is_sent(database, committed, office):
    """The control: before it is in hand nothing is lost, and the server is asked."""
    written = write(committed.olive)

    tasks.send_waiting_mail()

    assert now(written) == (Status.SENT, TAKEN)


def of_office(settings: Any, office: Any) -> dict[str, str]:
    """The environment of a worker that posts here."""
    return {
        "SEND_EMAIL_BACKEND": settings.EMAIL_BACKEND,
        "SEND_EMAIL_HOST": "127.0.0.1",
        "SEND_EMAIL_PORT": str(office.port),
    }


def test_who_may_not_see_it_any_more_gets_nothing(world, office):
    """The rule is asked when the message leaves, not only when it was written."""
    item = world.north.items["elm"].application
    kept, dropped = (write(person, about=item, asks="read") for person in (world.elsa, world.olive))

    tasks.send_waiting_mail()

    assert now(kept) == (Status.SENT, TAKEN)
    assert now(dropped) == (Status.STOPPED, "")
    assert office.recipients() == [world.elsa.email]


def test_sent_again_it_is_another_message_once(world, office):
    office.answers[world.olive.email] = "550 5.1.1 nobody of that name"
    written = write(world.olive)
    mail.deliver(written.pk)
    written.refresh_from_db()
    world.olive.email = "olive@moved.example"
    world.olive.save()

    again = mail.send_again(OutgoingMail.objects.get(pk=written.pk))
    mail.deliver(again.pk)
    mail.send_again(OutgoingMail.objects.get(pk=written.pk))

    assert now(again) == (Status.SENT, TAKEN)
    assert office.recipients() == ["olive@moved.example"]
    assert again.message_id != written.message_id
    assert (again.subject, again.body) == (written.subject, written.body)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("550 5.1.1 <a@b.example>: user unknown", "There is no mailbox"),
        ("550 nobody here", "There is no mailbox"),
        ("552 5.2.2 over quota", "is full"),
        ("550 5.2.1 mailbox disabled", "is closed"),
        ("554 5.7.1 blocked", "does not let us"),
        ("554 looks like spam", "does not let us"),
        ("Given up after 14 days. The last answer: 451 greylisted", "for 14 days"),
        ("This is no email address.", "not an email address"),
        ("571 who knows", "did not take"),
        ("", "did not take"),
    ],
)
def test_a_servers_answer_is_said_in_plain_words(answer, words):
    assert words in smtp.in_plain_words(answer)


def test_the_message_id_is_the_same_on_every_machine(world, office, settings, monkeypatch):
    settings.SITE_URL = "https://cluster.example"
    written = write(world.olive)
    monkeypatch.setattr(DNS_NAME, "_fqdn", "worker-7.internal", raising=False)

    mail.deliver(written.pk)

    [(_, message)] = office.taken
    assert message["Message-ID"] == f"<{written.key}@cluster.example>"


def test_nothing_is_written_or_sent_for_what_was_rolled_back(database, committed):
    with transaction.atomic():
        write(committed.olive)
        transaction.set_rollback(True)

    assert database.messages() == []
    assert not OutgoingMail.objects.exists()


def test_words_and_addresses_are_in_no_message_to_the_worker_and_no_log(
    database, committed, office, settings, tmp_path
):
    people = (committed.olive, committed.ben, committed.mia)
    office.answers[committed.ben.email] = f"550 no {committed.ben.email} here"
    office.answers[committed.mia.email] = f"451 wait with {committed.mia.email}"
    mails = [write(person) for person in people]
    mails.append(write_to("no address canarywords"))
    mail.tell_worker("core.deliver_mail", mails[-1].pk)
    secrets = {person.email for person in people} | {person.name for person in people}
    secrets |= {mails[0].subject, "canarywords", "See what it is"}
    mail.tell_worker("core.send_waiting_mail")
    mail.tell_worker("tests.put_down_naively", 1)
    sent = "".join(body_of(message) for message in database.messages())

    with worker(
        database,
        tmp_path,
        "mail",
        at_once=1,
        **of_office(settings, office),
    ) as running:
        wait_until(lambda: effects(NAIVE).total() == 1, running)  # it comes last
        log = running.said()

    assert [now(written)[0] for written in mails] == ["sent", "refused", "waiting", "refused"]
    assert {secret for secret in secrets if secret in log} == set()
    assert {secret for secret in secrets if secret in sent} == set()
    # The control: this is the log in which they would be.
    assert log.count("core.deliver_mail") >= len(mails)


def body_of(message: bytes) -> str:
    """A message to the worker, with the part that is packed opened."""
    return message.decode() + b64decode(json.loads(message)["body"]).decode()


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_letter_says_that_something_happened_and_links(path):
    assert said_by(path.read_text()) <= SAYABLE
    if ".subject." not in path.name:
        assert {"link", "site_url"} & said_by(path.read_text())


def test_a_letter_that_said_more_would_be_found():
    text = "{{ application.title }} {{ link|safe }} {% if x %}{{amount|pounds}}{% endif %}"

    assert said_by(text) == {"application", "link", "amount"}


def said_by(template: str) -> set[str]:
    return set(re.findall(r"{{\s*(\w+)", template))


def test_every_letter_has_a_subject():
    letters = set(LETTERS)
    bodies = {path for path in letters if ".subject." not in path.name}

    assert {path.with_suffix(".subject.txt") for path in bodies} == letters - bodies
    assert get_template(f"{LETTER}.txt")
