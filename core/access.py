"""One rule for each model: which rows may this person do this verb to?

Every app states its rules in `<app>/access.py`, one class a model, one method a verb. A method
takes an `Asker` and returns a `Q` over the model's rows. Whatever has no method is refused.
From that one spelling come:

    AgendaItem.objects.for_user(user, "vote")      pages, lists, counts, exports, form choices
    user.has_perm("panels.vote_agendaitem", item)  one row
    audience("vote", item, people)                 which of these people
    rows.with_verbs(user, "read", "vote")          row.can_read, row.can_vote in the same query

Inside a rule the person is the alias `asker`, so `OuterRef("asker")` names them in a subquery,
whether the question is about one person or about each of many.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    Manager,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.module_loading import import_string

NOBODY = Q(pk__in=[])


class UnknownVerb(LookupError):
    """A page asked for a verb that no rule defines: a mistake in the code, never a permission."""


class Asker:
    """Whoever a rule is asked about: one known person, or each row of an outer query."""

    def __init__(self, known_pk: int | None) -> None:
        self.known_pk = known_pk
        self._fetched: dict[Hashable, Any] = {}

    def ids(self, rows: QuerySet, column: str, person: str = "person_id", key: str = "") -> Any:
        """The values of `column` in this person's own rows, for `…__in`.

        For a known person they are fetched first, so that the page's query filters on plain ids;
        for an outer query they are a subquery. `key` names the rows that many verbs ask for, and
        those whose SQL holds a moment; others are known by their SQL, which takes long to write.
        """
        if self.known_pk is None:
            return rows.filter(**{person: OuterRef("asker")}).values(column)
        own = rows.filter(**{person: self.known_pk}).order_by().values_list(column, flat=True)
        return self.once(key or str(own.query), lambda: list(own))

    def own(self, rows: Callable[[], QuerySet], person: str = "person_id") -> list[Any]:
        """This known person's own rows themselves, fetched once: the few that most rules ask of.

        They are known by the function that gives them: a page asks for them forty times, and to
        write down their SQL each time took longer than all of its queries.
        """
        return self.once(rows, lambda: list(rows().filter(**{person: self.known_pk})))

    def held(self, rows: Callable[[], QuerySet], column: str, *kinds: str) -> Any:
        """The values of `column` in this person's own rows of these kinds, or of any, for `…__in`.

        A known person's are picked from `own`, so that asking for one kind after another, and for
        the rows themselves, is one query.
        """
        if self.known_pk is None:
            of_kind = rows().filter(kind__in=kinds) if kinds else rows()
            return self.ids(of_kind.filter(**{f"{column}__isnull": False}), column)
        found = [getattr(row, column) for row in self.own(rows) if not kinds or row.kind in kinds]
        return [value for value in found if value is not None]

    def once(self, key: Hashable, fetch: Callable[[], Any]) -> Any:
        """What `fetch` returns, asked for once however many verbs need it."""
        if key not in self._fetched:
            self._fetched[key] = fetch()
        return self._fetched[key]

    def inside(self, rows: QuerySet) -> QuerySet:
        """Rows of a subquery of the rule's, so that `ids` and `has` can be asked in there too."""
        known = OuterRef("asker") if self.known_pk is None else Value(self.known_pk)
        return rows.alias(asker=known)

    def has(self, rows: QuerySet, person: str = "person_id") -> Q:
        """True where this person has any of the rows."""
        return Q(Exists(rows.filter(**{person: OuterRef("asker")})))


_shared: ContextVar[dict[int, Asker] | None] = ContextVar("askers", default=None)


@contextmanager
def asking_once() -> Iterator[None]:
    """Fetches each person's own ids once while the block lasts: for pages that only read."""
    token = _shared.set({})
    try:
        yield
    finally:
        _shared.reset(token)


def asker_of(user: Any) -> Asker:
    """This one known person."""
    return _known(user.pk)


def _known(pk: int) -> Asker:
    shared = _shared.get()
    return Asker(pk) if shared is None else shared.setdefault(pk, Asker(pk))


class Access:
    """The rule of one model. Subclasses add one method for each verb."""

    def rows(self, verb: str, asker: Asker) -> Q:
        rule = None if verb.startswith("_") else type(self).__dict__.get(verb)
        if rule is None:
            raise UnknownVerb(f"{type(self).__name__} has no verb '{verb}'.")
        return rule(self, asker)

    @classmethod
    def verbs(cls) -> list[str]:
        return [name for name in vars(cls) if not name.startswith("_")]


def rule_for(model: type[Model]) -> Access:
    """The rule that a model names by import path in `access_rule`."""
    return import_string(model.access_rule)()  # type: ignore[attr-defined]


class RuledQuerySet(QuerySet):
    """Rows that are read for somebody."""

    def for_user(self, user: Any, verb: str = "read") -> Self:
        """The rows that this person may do this verb to; none for anybody signed out or left."""
        rule = rule_for(self.model)
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.alias(asker=Value(user.pk)).filter(rule.rows(verb, _known(user.pk)))

    def with_verbs(self, user: Any, *verbs: str) -> Self:
        """Adds `can_<verb>` to each row, in the same query."""
        rule = rule_for(self.model)
        known = user.is_authenticated and user.is_active
        pk, limit = (user.pk, Q()) if known else (0, NOBODY)
        asker = _known(pk)
        return self.alias(asker=Value(pk)).annotate(
            **{f"can_{verb}": _truth(rule.rows(verb, asker) & limit) for verb in verbs}
        )


RuledManager = Manager.from_queryset(RuledQuerySet)


def has_perm(user: Any, perm: str, row: Model | None) -> bool:
    """Asks the row. `perm` is '<app>.<verb>_<model>'; without a row nobody has anything."""
    if row is None:
        return False
    app_label, _, codename = perm.partition(".")
    verb, _, model_name = codename.rpartition("_")
    model = apps.get_model(app_label, model_name)
    if not isinstance(row, model):
        return False
    return model._default_manager.for_user(user, verb).filter(pk=row.pk).exists()


def audience(verb: str, row: Model | QuerySet, people: QuerySet) -> QuerySet:
    """Those of `people` (users) who may do the verb to the row, or to any of several rows."""
    rows = row if isinstance(row, QuerySet) else type(row)._default_manager.filter(pk=row.pk)
    model = rows.model
    allowed = (
        rows.order_by().alias(asker=OuterRef("pk")).filter(rule_for(model).rows(verb, Asker(None)))
    )
    return people.filter(Exists(allowed), is_active=True)


def any_of(conditions: Iterable[Q]) -> Q:
    """True where one of the conditions is; without any, for nobody."""
    found = NOBODY
    for condition in conditions:
        found |= condition
    return found


def administrators() -> QuerySet:
    """People who look after the site: accounts, imports and set-up, never a panel's papers."""
    return get_user_model()._default_manager.filter(is_superuser=True, is_active=True)


def is_administrator(user: Any) -> bool:
    """One of them, by the row that the request has read already."""
    return bool(user.is_superuser and user.is_active)


def _truth(condition: Q) -> Case | Value:
    if not condition:  # a rule without a condition is true of every row
        return Value(True, output_field=BooleanField())
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
