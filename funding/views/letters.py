"""The letter of an outcome, by the school's door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import audit
from funding import queries
from funding.models import Application


@require_safe
def letter(request: HttpRequest, public_id: str, letter_id: str) -> HttpResponse:
    application = get_object_or_404(
        Application.objects.for_user(request.user).select_related("school"), public_id=public_id
    )
    outcome = get_object_or_404(queries.outcomes_of(application, request.user), public_id=letter_id)
    audit.look(by=request.user, door="letter", records=[outcome])
    return render(request, "funding/letter.html", {"application": application, "outcome": outcome})
