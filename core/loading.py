"""Loading is checking: out of sight is 404, in sight but refused is 403 with the reason."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404

Row = TypeVar("Row", bound=Model)


def load(
    rows: type[Row] | QuerySet[Row],
    user: Any,
    verb: str,
    *,
    sight: str = "read",
    reason: str = "You cannot do that here.",
    **lookup: Any,
) -> Row:
    """The one row that `user` may do `verb` to.

    Raises Http404 for a row that `user` may not even see by the verb `sight`, just as for a row
    that does not exist; PermissionDenied with `reason`, shown on the page, for one they may see.
    """
    queryset: Any = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    seen = queryset.for_user(user, sight)
    if verb == sight:
        return get_object_or_404(seen, **lookup)
    row = get_object_or_404(seen.with_verbs(user, verb), **lookup)
    if not getattr(row, f"can_{verb}"):
        raise PermissionDenied(reason)
    return row
