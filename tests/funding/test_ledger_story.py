"""Whatever officers do in whatever order, every penny is in one place and in one only."""

import os

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from core.errors import DomainError
from funding import actions, queries
from funding.models import Award, Instalment, LedgerEntry
from tests import factories as make
from tests.harness import tables

EXAMPLES = int(os.environ.get("SEND_LEDGER_EXAMPLES", "12"))
STEPS = int(os.environ.get("SEND_LEDGER_STEPS", "25"))
AMOUNTS = st.integers(min_value=1, max_value=120_000)


def test_the_books_balance_after_every_step(world):
    """A reference model keeps each account by hand; the ledger must say the same."""
    applications = [
        world.north.items["own"].application,
        world.north.items["elm"].application,
        world.north.waiting["own"].application,
    ]
    terms = make.terms_ahead(world.north.cluster)

    class Story(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.point = transaction.savepoint()
            self.fund = make.fund(world.north.cluster, by=world.fay, pence=0)
            self.given = self.left = self.committed = self.paid = 0
            self.reserved: dict[int, int] = {}

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.point)

        def attempt(self, possible: bool, act) -> bool:
            try:
                with transaction.atomic():
                    act()
            except DomainError:
                assert not possible
                return False
            assert possible
            return True

        @rule(pence=AMOUNTS)
        def money_comes_in(self, pence):
            actions.allocate(fund=self.fund, amount_pence=pence, words="In", by=world.fay)
            self.given += pence
            self.left += pence

        @rule(application=st.sampled_from(applications), pence=AMOUNTS)
        def a_panel_reserves(self, application, pence):
            awarded = Award.objects.filter(application=application).exists()
            kept = self.reserved.get(application.pk, 0)
            possible = not awarded and pence - kept <= self.left
            if self.attempt(
                possible,
                lambda: actions.reserve(application=application, amount_pence=pence, by=world.dana),
            ):
                self.left -= pence - kept
                self.reserved[application.pk] = pence

        @rule(application=st.sampled_from(applications))
        def a_panel_lets_go(self, application):
            actions.unreserve(application=application, by=world.dana)
            self.left += self.reserved.pop(application.pk, 0)

        @rule(
            application=st.sampled_from(applications),
            pence=AMOUNTS.filter(lambda pence: pence > 3),
            number=st.integers(1, 3),
        )
        def an_award_is_published(self, application, pence, number):
            if Award.objects.filter(application=application).exists():
                return
            kept = self.reserved.get(application.pk, 0)
            if self.attempt(
                pence - kept <= self.left,
                lambda: make.award(
                    application, by=world.dana, pence=pence, terms=number, first_term=terms[0]
                ),
            ):
                self.left -= pence - kept
                self.reserved.pop(application.pk, None)
                self.committed += pence

        @rule(place=st.integers(0, 8))
        def a_payment_is_released(self, place):
            found = list(Instalment.objects.order_by("pk"))
            if place < len(found):
                one = found[place]
                possible = one.released_at is None and one.stopped_at is None
                possible = possible and one.due_on <= terms[0].starts_on
                if self.attempt(possible, lambda: actions.release(instalment=one, by=world.fay)):
                    self.committed -= one.amount_pence
                    self.paid += one.amount_pence

        @rule(place=st.integers(0, 2), pence=AMOUNTS)
        def money_comes_back(self, place, pence):
            found = list(Award.objects.order_by("pk"))
            if place < len(found):
                award = found[place]
                if self.attempt(
                    pence <= queries.returnable_of(award),
                    lambda: actions.return_unspent(
                        award=award, amount_pence=pence, words="", by=world.fay
                    ),
                ):
                    self.paid -= pence
                    self.left += pence

        @rule(place=st.integers(0, 2))
        def an_award_is_stopped(self, place):
            found = list(Award.objects.order_by("pk"))
            if place < len(found):
                award = found[place]
                unpaid = award.instalments.filter(released_at=None, stopped_at=None)
                pence = sum(one.amount_pence for one in unpaid)
                if self.attempt(
                    pence > 0,
                    lambda: actions.stop_award(award=award, words="Moved", by=world.fay),
                ):
                    self.committed -= pence
                    self.left += pence

        @rule(place=st.integers(0, 5))
        def an_entry_is_taken_back(self, place):
            found = list(LedgerEntry.objects.filter(cause="allocation").order_by("pk"))
            if place < len(found):
                entry = found[place]
                done = LedgerEntry.objects.filter(corrects=entry).exists()
                if self.attempt(
                    not done and entry.amount_pence <= self.left,
                    lambda: actions.correct(entry=entry, words="Wrong", by=world.fay),
                ):
                    self.given -= entry.amount_pence
                    self.left -= entry.amount_pence

        @invariant()
        def the_books_balance(self):
            tables.rows("SET CONSTRAINTS ALL IMMEDIATE; SELECT 1")
            tables.rows("SET CONSTRAINTS ALL DEFERRED; SELECT 1")
            kept = sum(self.reserved.values())
            assert queries.balances_of(self.fund) == queries.Balances(
                given=self.given,
                available=self.left,
                reserved=kept,
                committed=self.committed,
                paid=self.paid,
            )
            assert self.given == self.left + kept + self.committed + self.paid
            assert min(self.left, kept, self.committed, self.paid) >= 0
            assert tables.rows("SELECT coalesce(sum(amount_pence), 0) FROM funding_ledgerline") == [
                (0,)
            ]

    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
