"""One spelling of a rule, four questions: they agree for every model, verb and person."""

import random
from collections import Counter
from copy import deepcopy
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Model, Q
from django.test.utils import CaptureQueriesContext

from accounts.models import KeptEntry, User
from clusters.models import Rules
from complaints.models import Complaint
from core import access
from core.access import Access, Asker, UnknownVerb, audience
from core.tenancy import tenants_of
from panels import actions
from panels.models import AgendaItem
from schools.models import Post, School
from tests import factories as make
from tests.conftest import undone
from tests.core.test_grants import invite
from tests.harness.undelivered import lose

LONG_AGO = datetime(2015, 7, 1, 12, tzinfo=UTC)
RULED = [model for model in apps.get_models() if hasattr(model, "access_rule")]


def verbs_of(model: type[Model]) -> list[str]:
    return type(access.rule_for(model)).verbs()


# One in each position: what they hold, declared, were invited to or have lost.
COMPARED = ["ben", "olive", "sue", "dana", "cleo", "carol", "mia", "asha"]
COMPARED += ["fay", "lena", "dev", "root", "nora"]
VERBS = [(model, verb) for model in RULED for verb in verbs_of(model)]


def name(question: Any) -> str:
    model, verb = question
    return f"{model._meta.label}-{verb}"


def rows_of(model: type[Model]) -> list[Model]:
    return list(model._default_manager.all())


def perm(model: type[Model], verb: str) -> str:
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


# Rows that are expected to have the same people.
ENOUGH_ALIKE = 2

Pairs = dict[str, set[tuple[int, int]]]


def for_user(model: type[Model], people: list[User]) -> Pairs:
    """For each verb which person may do it to which row, by the rows they find."""
    manager = model._default_manager
    return {
        verb: {
            (person.pk, pk)
            for person in people
            for pk in manager.for_user(person, verb).values_list("pk", flat=True)
        }
        for verb in verbs_of(model)
    }


def with_verbs(model: type[Model], people: list[User]) -> Pairs:
    """The same by the marks on all the rows."""
    verbs = verbs_of(model)
    found: Pairs = {verb: set() for verb in verbs}
    for person in people:
        for row in model._default_manager.all().with_verbs(person, *verbs):
            for verb in verbs:
                if getattr(row, f"can_{verb}"):
                    found[verb].add((person.pk, row.pk))
    return found


def by_audience(model: type[Model], people: list[User], expected: Pairs) -> Pairs:
    """What is expected, corrected by the people found for a row: of each verb for two rows of all
    that are expected to have the same people."""
    everybody = User.objects.filter(pk__in=[person.pk for person in people])
    rows = rows_of(model)
    found = {}
    for verb, pairs in expected.items():
        found[verb], alike = set(pairs), Counter()
        for row in rows:
            who = frozenset(person for person, pk in pairs if pk == row.pk)
            alike[who] += 1
            if alike[who] <= ENOUGH_ALIKE:
                told = audience(verb, row, everybody).values_list("pk", flat=True)
                found[verb] -= {(person, row.pk) for person in who}
                found[verb] |= {(person, row.pk) for person in told}
    return found


def by_has_perm(model: type[Model], people: list[User], expected: Pairs) -> tuple[Pairs, Counter]:
    """What is expected, corrected by asking row by row: of each verb three pairs of those who may
    and three of the others. And how often each answer came."""
    known, rows = ({thing.pk: thing for thing in things} for things in (people, rows_of(model)))
    draw = random.Random(model._meta.label)
    said: Counter = Counter()
    found = {verb: set(pairs) for verb, pairs in expected.items()}
    for verb, pairs in found.items():
        others = {(who, pk) for who in known for pk in rows} - pairs
        asked = [draw.sample(sorted(some), min(3, len(some))) for some in (pairs, others)]
        for who, pk in chain(*asked):
            answer = known[who].has_perm(perm(model, verb), rows[pk])
            said[answer] += 1
            pairs.add((who, pk)) if answer else pairs.discard((who, pk))
    return found, said


@pytest.fixture
def whole(furnished_database, django_db_blocker):
    """The furnished world, with a row of every kind that it lacks."""
    name, furnished = furnished_database
    with django_db_blocker.unblock(), undone(name):
        yield _completed(deepcopy(furnished.world))


def _completed(world):
    KeptEntry.objects.create(person=world.olive, path="/", came_from="/", fields={})
    invite(world, world.nora, world.north.items["elm"])
    panel = make.panel_date(world.north.cluster, days=12)
    draft = make.draft(world.olive, world.schools["Oak"], panel, title="Signed")
    make.signed(draft, by=world.ben)
    actions.name_checker(check=world.north.waiting["own"], person=world.mia, by=world.cleo)
    known = make.submitted(world.olive, world.schools["Oak"], panel)
    actions.declare_interest(check=known, kind="knows_child", detail="", by=world.carol)
    _awaits_its_minutes(world)
    ended, _ = make.complaint(world.north.cluster, world.schools["Elm"])
    make.ended_stage(ended, by=world.carol)
    _closed_long_ago(world)
    lose("parent", None, about=ended)
    Rules.objects.filter(cluster=world.north.cluster).update(head_signs=True)
    world.people["lena"].is_active = False
    world.lena.save()
    return world


def _awaits_its_minutes(world) -> None:
    """A meeting of North's, all of it published."""
    panel = make.panel_date(world.north.cluster, days=8)
    check = make.ready(make.submitted(world.elsa, world.schools["Elm"], panel), by=world.dana)
    item = make.item(check, make.meeting(panel, by=world.dana), by=world.dana)
    for member in (world.dana, world.mia):
        make.free(member, item)
    make.started(item.meeting, by=world.dana)
    make.told(item, by=world.dana, outcome="decline")


def _closed_long_ago(world) -> None:
    """A complaint that has been kept for its time."""
    Complaint.objects.create(
        cluster=world.north.cluster,
        about="school",
        school=world.schools["Oak"],
        received_at=LONG_AGO,
        closed_at=LONG_AGO,
        closed_by=world.ben,
        ending="withdrawn",
    )


# Nobody of the world comes as far: tests/complaints takes a complaint to the authority.
SEEN_ELSEWHERE = {("complaints.ComplaintStage", "inform")}


def test_the_four_questions_agree_for_every_model_verb_row_and_person(whole):
    people = [whole.people[name] for name in COMPARED]
    disagreements, blind = [], []

    for model in RULED:
        found = for_user(model, people)
        asked, said = by_has_perm(model, people, found)
        told = {
            "with_verbs": with_verbs(model, people),
            "audience": by_audience(model, people, found),
            "has_perm": asked,
        }
        for question, pairs in told.items():
            disagreements += [
                (model._meta.label, verb, question) for verb in found if pairs[verb] != found[verb]
            ]
        everything = len(people) * len(rows_of(model))
        blind += [(model, verb) for verb, pairs in found.items() if not 0 < len(pairs) < everything]
        blind += [(model, answer) for answer in (True, False) if said[answer] < len(found)]

    assert disagreements == []
    assert {(model._meta.label, what) for model, what in blind} == SEEN_ELSEWHERE


class TwoSpellings(Access):
    """The control: one person is answered otherwise than many."""

    def read(self, asker: Asker) -> Q:
        live = Post.objects.live()
        if asker.known_pk is None:
            live = Post.objects.all()
        return Q(pk__in=asker.ids(live, "school_id"))


def test_two_spellings_of_a_rule_would_be_found(world, monkeypatch):
    monkeypatch.setattr(School, "access_rule", "tests.core.test_access.TwoSpellings")

    people = list(world.people.values())

    expected = for_user(School, people)
    [found], [marked] = expected.values(), with_verbs(School, people).values()
    [told] = by_audience(School, people, expected).values()

    assert marked == found
    assert told - found == {(world.lena.pk, world.schools["Oak"].pk)}


@pytest.mark.parametrize("verb", ["fly", "_looks_after", "rows", "verbs", "__init__", ""])
def test_a_verb_that_no_rule_has_is_a_mistake_in_the_code(world, verb):
    post, olive = Post.objects.first(), world.olive

    for ask in (
        lambda: Post.objects.for_user(olive, verb),
        lambda: Post.objects.all().with_verbs(olive, verb),
        lambda: audience(verb, post, User.objects.all()),
        lambda: access.has_perm(olive, f"schools.{verb}_post", post),
    ):
        with pytest.raises(UnknownVerb):
            ask()


def test_a_rule_without_verbs_allows_nothing(world, monkeypatch):
    monkeypatch.setattr(School, "access_rule", "core.access.Access")

    with pytest.raises(UnknownVerb):
        School.objects.for_user(world.root, "read")


def test_whoever_is_signed_out_or_has_left_has_nothing(whole):
    left = whole.people["root"]
    left.is_active = False
    left.save()
    found = set()

    for model, verb in VERBS:
        manager, row = model._default_manager, model._default_manager.first()
        for nobody in (AnonymousUser(), left):
            if manager.for_user(nobody, verb).exists():
                found.add((name((model, verb)), "for_user"))
            if any(getattr(row, f"can_{verb}") for row in manager.all().with_verbs(nobody, verb)):
                found.add((name((model, verb)), "with_verbs"))
        if left in audience(verb, row, User.objects.all()):
            found.add((name((model, verb)), "audience"))
        if left.has_perm(perm(model, verb), row):
            found.add((name((model, verb)), "has_perm"))

    assert found == set()
    assert tenants_of(left) == tenants_of(AnonymousUser()) == (set(), set())


def test_a_permission_needs_its_row(world):
    item, mia = world.north.items["own"], world.mia

    assert mia.has_perm("panels.read_agendaitem", item)
    assert not mia.has_perm("panels.read_agendaitem")
    assert not mia.has_perm("panels.read_agendaitem", None)
    assert not mia.has_perm("panels.read_agendaitem", item.check_row)
    assert not mia.has_perm("panels.read_agendaitem", AgendaItem(pk=0))


def test_a_superuser_is_asked_like_everybody_else(world):
    """Sue heads Elm and is a superuser; Root has no office at all."""
    own, elm = world.north.items["own"], world.north.items["elm"]
    verbs = verbs_of(AgendaItem)

    allowed = {verb for verb in verbs if world.root.has_perm(f"panels.{verb}_agendaitem", own)}
    of_sue = {verb for verb in verbs if world.sue.has_perm(f"panels.{verb}_agendaitem", elm)}

    assert allowed == set()
    assert of_sue == {"see_line", "see_school", "observe", "read_agenda"}


def queries_of(model: type[Model], verb: str, user: User) -> int:
    with CaptureQueriesContext(connection) as asked:
        list(model._default_manager.for_user(user, verb))
    return len(asked)


def test_more_rows_are_no_more_queries(whole):
    people = [whole.mia, whole.carol, whole.olive, whole.root]

    def counted() -> dict[str, list[int]]:
        return {
            name((model, verb)): [queries_of(model, verb, person) for person in people]
            for model, verb in VERBS
        }

    before = counted()
    panel = make.panel_date(whole.north.cluster, days=14)
    draft = make.draft(whole.elsa, whole.schools["Elm"], panel)
    make.signed(draft, by=whole.sue)
    more = make.ready(actions.submit(application=draft, by=whole.elsa), by=whole.carol)
    item = make.item(more, make.meeting(panel, by=whole.cleo), by=whole.cleo)
    make.free(whole.mia, item)
    actions.cast_vote(item=item, choice="for", by=whole.mia)
    invite(whole, whole.nora, item)
    after = counted()

    assert after == before
    assert max(max(numbers) for numbers in after.values()) <= 8


def test_a_page_that_only_reads_asks_for_a_persons_facts_once_and_the_next_one_anew(world):
    with access.asking_once():
        first = queries_of(AgendaItem, "read", world.mia)
        second = queries_of(AgendaItem, "read", world.mia)
    make.post(world.mia, world.schools["Oak"])

    assert second == 1 < first
    assert not world.mia.has_perm("panels.read_agendaitem", world.north.items["own"])


def test_several_verbs_cost_no_more_queries_than_their_facts(world):
    verbs = ("see_line", "read", "score", "vote", "note", "observe")
    with CaptureQueriesContext(connection) as one:
        list(AgendaItem.objects.all().with_verbs(world.mia, "vote"))
    with CaptureQueriesContext(connection) as all_of_them:
        list(AgendaItem.objects.all().with_verbs(world.mia, *verbs))

    assert len(all_of_them) < len(one) + len(verbs) - 1
