"""What a person is on a case before a panel: conflicted, free, or neither yet."""

from django.db.models import BooleanField, F, Func, OuterRef, Q, Value
from django.utils import timezone

from clusters.models import Rules
from core.access import Asker
from funding.models import Application
from panels.models import Declaration
from panels.models.conflict import Conflict

UNPUBLISHED = Q(published_at__isnull=True)
ON_AGENDA = Q(taken_off_at__isnull=True)
WITHDRAWN = Q(application__status=Application.Status.WITHDRAWN)


class Conflicted(Func):
    """The database's own answer for a check and a person, where the person is an outer query's."""

    function = "panels_conflicted"
    output_field = BooleanField()


def conflicted(asker: Asker, check: str) -> Q:
    """A conflict stands between the asker and the case that `check` names."""
    if asker.known_pk is None:
        return Q(Conflicted(F(check), F("asker"), Value(timezone.localdate())))
    pk = asker.known_pk
    own = asker.once(
        "conflicts", lambda: {row.check_row_id for row in Conflict.objects.of_person(pk)}
    )
    return Q(**{f"{check}__in": own})


def answered(asker: Asker, check: str) -> Q:
    """Looked up case by case: a person's answers are as many as the years that they sat, and their
    ids stood in a page's query once for each verb. Most verbs ask it, so it is put together once.
    """

    def answer() -> Q:
        return asker.has(
            Declaration.objects.filter(
                check_row_id=OuterRef(check),
                answer=Declaration.Answer.NO_INTEREST,
                replaced_at__isnull=True,
            )
        )

    return asker.once(("answered", check), answer)


def free(asker: Asker, check: str) -> Q:
    return answered(asker, check) & ~conflicted(asker, check)


def hidden(asker: Asker, check: str) -> Q:
    """Conflicted where the cluster's rule is "no papers": only number and reference are left."""
    no_papers = Q(cluster__rules__strictness=Rules.Strictness.NO_PAPERS)
    return no_papers & conflicted(asker, check)
