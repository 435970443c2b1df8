"""The letters of an outcome, by the school's door: its own, and the family's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import audit
from funding import documents, queries
from funding.models import Application, Outcome


@require_safe
def letter(request: HttpRequest, public_id: str, letter_id: str) -> HttpResponse:
    application, outcome = _letter(request, public_id, letter_id)
    return render(request, "funding/letter.html", {"application": application, "outcome": outcome})


@require_safe
def letter_file(request: HttpRequest, public_id: str, letter_id: str) -> HttpResponse:
    return documents.school_letter(*_letter(request, public_id, letter_id))


@require_safe
def family_letter(request: HttpRequest, public_id: str, letter_id: str) -> HttpResponse:
    application, outcome = _letter(request, public_id, letter_id)
    context = {"application": application, "outcome": outcome}
    return render(request, "funding/family_letter.html", context)


@require_safe
def family_letter_file(request: HttpRequest, public_id: str, letter_id: str) -> HttpResponse:
    return documents.family_letter(*_letter(request, public_id, letter_id))


def _letter(request: HttpRequest, public_id: str, letter_id: str) -> tuple[Application, Outcome]:
    """The same rule for each form of the letter; each is a look at the child's record."""
    application = get_object_or_404(
        Application.objects.for_user(request.user).select_related("school", "cluster"),
        public_id=public_id,
    )
    outcome = get_object_or_404(queries.outcomes_of(application, request.user), public_id=letter_id)
    audit.look(by=request.user, door="letter", records=[outcome])
    return application, outcome
