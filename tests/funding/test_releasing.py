"""Who releases, who countersigns, and what stands in the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clusters.models import Office
from core.errors import DomainError
from core.models import OutgoingMail
from funding import actions, queries
from funding.models import Award, Fund, Instalment
from schools.models import Post
from tests import factories as make

SUBJECT = "A payment to your school was released"
OFFICERS = (
    "fay",
    "ben",
    "dana",
    "carol",
    "cleo",
    "sue",
    "mia",
    "ada",
    "gil",
    "olive",
    "root",
    "dev",
)


@pytest.fixture
def fund(world) -> Fund:
    return make.fund(world.north.cluster, by=world.fay)


@pytest.fixture
def award(world, fund) -> Award:
    """On Elm's application; Mia took part in deciding, and Dana published it."""
    return make.award(
        world.north.items["elm"].application, by=world.dana, barred=(world.mia, world.dana)
    )


@pytest.fixture
def first(award) -> Instalment:
    return award.instalments.get(number=1)


def who_may(world, verb, instalment) -> set[str]:
    return {
        name
        for name in OFFICERS
        if world.people[name].has_perm(f"funding.{verb}_instalment", instalment)
    }


def test_an_award_is_paid_in_equal_parts_on_the_first_day_of_each_term(world, fund):
    award = make.award(world.north.items["elm"].application, by=world.dana, pence=100_000, terms=3)

    terms = make.terms_ahead(world.north.cluster)
    assert [(row.number, row.due_on, row.amount_pence) for row in award.instalments.all()] == [
        (1, terms[0].starts_on, 33_333),
        (2, terms[1].starts_on, 33_333),
        (3, terms[2].starts_on, 33_334),
    ]


def test_the_first_is_due_on_publication_where_the_term_has_begun(world, fund):
    [term, *_] = make.terms_ahead(world.north.cluster)
    begun = timezone.localdate() - timedelta(days=30)
    type(term).objects.filter(pk=term.pk).update(starts_on=begun)
    term.refresh_from_db()

    award = make.award(world.north.items["elm"].application, by=world.dana, first_term=term)

    assert award.instalments.first().due_on == timezone.localdate()


def test_a_term_that_the_calendar_lacks_is_asked_for(world, fund):
    term = make.school_term(world.north.cluster)

    with pytest.raises(DomainError, match="no dates yet for one of the terms"):
        make.award(world.north.items["elm"].application, by=world.dana, first_term=term)
    assert Award.objects.count() == 0


def test_the_finance_officer_releases_what_is_due(world, first):
    assert who_may(world, "release", first) == {"fay"}
    assert who_may(world, "release", first.award.instalments.get(number=2)) == set()

    paid = actions.release(instalment=first, by=world.fay)

    assert paid.released_at
    assert paid.remittance.startswith("R-")
    assert paid.countersigned_by is None
    with pytest.raises(DomainError, match="cannot be released"):
        actions.release(instalment=first, by=world.fay)


def test_who_took_part_in_deciding_waits_for_an_uninvolved_officer(world, first, fund):
    make.office(world.mia, world.north.cluster, Office.Kind.FINANCE_OFFICER)

    waiting = actions.release(instalment=first, by=world.mia)

    assert waiting.released_at is None
    assert queries.balances_of(fund).paid == 0
    # Dana took part too; Sue has no office of the kind, and heads the school.
    assert who_may(world, "countersign", waiting) == {"fay", "ben", "carol", "cleo"}
    with pytest.raises(DomainError, match="cannot be countersigned by you"):
        actions.countersign(instalment=first, by=world.mia)
    paid = actions.countersign(instalment=first, by=world.cleo)
    assert (paid.released_by, paid.countersigned_by) == (world.mia, world.cleo)
    assert queries.balances_of(fund).paid == paid.amount_pence


@pytest.mark.parametrize("own", ["post", "family", "base", "employer"])
def test_who_has_a_post_at_the_school_waits_too(world, first, own):
    elm = world.schools["Elm"]
    if own == "post":
        make.post(world.fay, elm, Post.Kind.GOVERNOR)
    if own == "family":
        sister = make.school("Elm Infants", of=elm.authority, family=elm.family)
        make.post(world.fay, sister, Post.Kind.FINANCE_OFFICER)
    if own in ("base", "employer"):
        Office.objects.filter(person=world.fay).update(**{f"{own}_school": elm})

    waiting = actions.release(instalment=first, by=world.fay)

    assert waiting.released_at is None
    assert who_may(world, "countersign", first) == {"ben", "carol", "cleo"}


def test_a_post_elsewhere_or_in_the_past_stands_in_nobodys_way(world, first):
    make.post(world.fay, world.schools["Oak"], Post.Kind.FINANCE_OFFICER)
    make.post(
        world.fay,
        world.schools["Elm"],
        Post.Kind.FINANCE_OFFICER,
        ends_on=timezone.localdate() - timedelta(days=1),
    )

    assert actions.release(instalment=first, by=world.fay).released_at


def test_a_release_that_waits_can_be_taken_back(world, first):
    make.post(world.fay, world.schools["Elm"], Post.Kind.FINANCE_OFFICER)
    actions.release(instalment=first, by=world.fay)

    back = actions.take_back(instalment=first, by=world.fay)

    assert (back.released_by, back.asked_at) == (None, None)
    assert who_may(world, "release", back) == {"fay"}


def test_what_is_held_is_not_paid_until_the_hold_ends(world, first):
    assert who_may(world, "hold", first) == {"fay", "carol"}
    actions.hold(instalment=first, why="The plan has changed", by=world.carol)

    assert who_may(world, "release", first) == set()
    with pytest.raises(DomainError, match="held already"):
        actions.hold(instalment=first, why="Again", by=world.fay)
    actions.end_hold(instalment=first, by=world.fay)
    assert actions.release(instalment=first, by=world.fay).released_at


def test_unspent_money_comes_back_at_most_what_was_paid(world, award, first, fund):
    actions.release(instalment=first, by=world.fay)

    with pytest.raises(DomainError, match=r"has £625.00 of this award"):
        actions.return_unspent(award=award, amount_pence=62_501, words="", by=world.fay)
    actions.return_unspent(award=award, amount_pence=12_500, words="Left in June", by=world.fay)

    balances = queries.balances_of(fund)
    assert (balances.paid, balances.available) == (50_000, 887_500)
    assert queries.returnable_of(award) == 50_000


def test_a_stopped_award_pays_no_more(world, award, first, fund):
    actions.release(instalment=first, by=world.fay)

    actions.stop_award(award=award, words="The pupil moved", by=world.carol)

    assert queries.balances_of(fund) == queries.Balances(
        given=1_000_000, available=937_500, paid=62_500
    )
    assert [row.stopped_at is None for row in award.instalments.all()] == [True, False]


def test_nobody_else_moves_money(world, award, fund, first):
    for name in set(OFFICERS) - {"fay"}:
        who = world.people[name]
        with pytest.raises(DomainError):
            actions.allocate(fund=fund, amount_pence=100, words="", by=who)
        with pytest.raises(DomainError):
            actions.return_unspent(award=award, amount_pence=100, words="", by=who)
        with pytest.raises(DomainError):
            actions.release(instalment=first, by=who)


def test_awards_are_read_by_their_school_and_by_the_clusters_officers(world, award):
    read = {
        name
        for name in (*OFFICERS, "elsa", "asha", "nora")
        if world.people[name].has_perm("funding.read_award", award)
    }

    assert read == {"fay", "ben", "dana", "carol", "cleo", "elsa", "sue"}


def test_the_school_is_told_once_by_a_mail_that_only_links(world, award):
    make.post(world.nora, world.schools["Elm"], "finance_officer")
    make.post(world.yan, world.schools["Elm"], "teacher")
    first = award.instalments.get(number=1)

    actions.release(instalment=first, by=world.fay)

    mails = OutgoingMail.objects.filter(subject=SUBJECT)
    assert {mail.person for mail in mails} == {world.elsa, world.sue, world.nora}
    for mail in mails:
        assert f"/awards/{award.public_id}/" in mail.body
        assert "£" not in mail.body
        assert award.reference not in mail.body


def test_nobody_is_told_of_a_payment_that_waits(world, award):
    make.post(world.fay, world.schools["Elm"], "governor")

    actions.release(instalment=award.instalments.get(number=1), by=world.fay)

    assert not OutgoingMail.objects.filter(subject=SUBJECT).exists()
