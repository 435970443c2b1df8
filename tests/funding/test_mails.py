"""Who is told what on an application's way, by mails that link and say nothing of a child."""

from typing import Any

import pytest

from clusters.models import Office
from core.models import OutgoingMail
from core.tenancy import acting_for, tenant
from funding import actions, queries
from funding.models import Application
from panels import actions as panels
from panels.models import Check
from schools.models import Post
from tests import factories as make

SIGN = "An application waits for your signature"
SIGNED = "An application has been signed"
SENT_BACK = "An application was sent back to you"
SUBMITTED = "An application has come in"
RETURNED = "An application was returned to your school"
READY = "An application has been checked"

WORDS = "canarywordsofamail"


@pytest.fixture
def draft(world) -> Application:
    """A draft of Oak in a cluster where heads sign, and an empty outbox."""
    rules = world.north.cluster.rules
    rules.head_signs = True
    rules.save()
    made = make.draft(
        world.olive, world.schools["Oak"], world.north.panel_date, title=WORDS, why=WORDS
    )
    OutgoingMail.objects.all().delete()
    return made


def told(world) -> set[tuple[str, str]]:
    """Whom each mail in the outbox went to, by their name in the world."""
    names = {person.pk: key for key, person in world.people.items()}
    return {(names[mail.person_id], mail.subject) for mail in OutgoingMail.objects.all()}


def submitted(draft: Application, world: Any) -> Check:
    make.signed(draft, by=world.ben)
    return panels.submit(application=draft, by=world.olive)


def test_the_heads_are_asked_to_sign(world, draft):
    make.post(world.nora, world.schools["Oak"], Post.Kind.HEAD_OF_SCHOOL)

    actions.ask_to_sign(application=draft, by=world.olive)

    assert told(world) == {("ben", SIGN), ("nora", SIGN)}


def test_the_senco_hears_that_it_was_signed_and_who_signed_does_not(world, draft):
    make.signed(draft, by=world.ben)

    assert told(world) == {("olive", SIGNED)}


def test_the_senco_hears_that_it_was_sent_back(world, draft):
    actions.ask_to_sign(application=draft, by=world.olive)
    actions.send_back(application=draft, words=WORDS, by=world.ben)

    assert told(world) == {("ben", SIGN), ("olive", SENT_BACK)}


def test_the_cluster_senco_hears_that_it_came_in(world, draft):
    submitted(draft, world)

    assert told(world) == {("olive", SIGNED), ("carol", SUBMITTED)}


def test_a_conflicted_cluster_senco_is_passed_over_for_whoever_stands_in(world, draft):
    make.post(world.carol, world.schools["Oak"], Post.Kind.GOVERNOR)

    submitted(draft, world)

    # Ben chairs, and heads the applicant school; Cleo, the clerk, checks nothing.
    assert told(world) == {("olive", SIGNED), ("dana", SUBMITTED)}


def test_each_of_two_cluster_sencos_hears_of_it(world, draft):
    make.office(world.nora, world.north.cluster, Office.Kind.CLUSTER_SENCO)
    make.office(world.yan, world.south.cluster, Office.Kind.CLUSTER_SENCO)

    submitted(draft, world)

    assert {who for who, what in told(world) if what == SUBMITTED} == {"carol", "nora"}


def test_the_senco_and_the_head_hear_that_it_came_back(world, draft):
    check = submitted(draft, world)
    panels.answer_no_interest(check=check, by=world.carol)
    OutgoingMail.objects.all().delete()

    panels.return_to_school(check=check, needed=WORDS, by=world.carol)

    assert told(world) == {("olive", RETURNED), ("ben", RETURNED)}


def test_the_senco_hears_that_it_is_ready(world, draft):
    check = submitted(draft, world)
    panels.answer_no_interest(check=check, by=world.carol)
    OutgoingMail.objects.all().delete()

    panels.find_ready(check=check, note=WORDS, by=world.carol)

    assert told(world) == {("olive", READY)}


def test_a_head_who_wrote_and_submitted_it_hears_like_a_senco(world, draft):
    draft.why = "In the head’s words."
    actions.save_draft(application=draft, fields=["why"], by=world.ben)
    check = panels.submit(application=draft, by=world.ben, digest=queries.digest_of(_fresh(draft)))
    panels.answer_no_interest(check=check, by=world.carol)
    OutgoingMail.objects.all().delete()

    panels.find_ready(check=check, note="", by=world.carol)

    assert told(world) == {("olive", READY), ("ben", READY)}


def test_whoever_has_left_is_not_told(world, draft):
    Post.objects.filter(person=world.olive).update(ends_on=make.LONG_AGO)

    make.signed(draft, by=world.ben)

    assert told(world) == set()


def test_a_second_round_is_told_again(world, draft):
    for _ in range(2):
        actions.ask_to_sign(application=draft, by=world.olive)
        actions.send_back(application=draft, words=WORDS, by=world.ben)

    counts = [OutgoingMail.objects.filter(subject=subject).count() for subject in (SIGN, SENT_BACK)]
    assert counts == [2, 2]


def test_behind_the_wall_of_who_submits_the_same_people_are_found(world, draft):
    make.signed(draft, by=world.ben)
    OutgoingMail.objects.all().delete()

    with tenant(), acting_for(world.olive):
        check = panels.submit(application=draft, by=world.olive)
    with tenant(), acting_for(world.carol):
        panels.answer_no_interest(check=check, by=world.carol)
        panels.return_to_school(check=check, needed=WORDS, by=world.carol)

    assert told(world) == {("carol", SUBMITTED), ("olive", RETURNED), ("ben", RETURNED)}


def test_every_mail_links_and_says_nothing_of_the_case(client, sign_in, world, draft):
    actions.ask_to_sign(application=draft, by=world.olive)
    actions.send_back(application=draft, words=WORDS, by=world.ben)
    check = submitted(draft, world)
    panels.answer_no_interest(check=check, by=world.carol)
    panels.return_to_school(check=check, needed=WORDS, by=world.carol)
    again = panels.submit(application=draft, by=world.olive)
    panels.find_ready(check=again, note=WORDS, by=world.carol)

    mails = list(OutgoingMail.objects.select_related("person"))

    assert {mail.subject for mail in mails} == {
        SIGN,
        SIGNED,
        SENT_BACK,
        SUBMITTED,
        RETURNED,
        READY,
    }
    for mail in mails:
        text = mail.subject + mail.body
        [line] = [line for line in mail.body.splitlines() if "://" in line]
        path = "/" + line.split("/", 3)[3]
        assert {WORDS in text, draft.reference in text, "Oak School" in text} == {False}
        # The signature is no longer to give: that page says so, the others open.
        status = sign_in(client, mail.person).get(path).status_code
        assert status == (403 if mail.subject == SIGN else 200)


def _fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)
