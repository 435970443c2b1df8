from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.doing import done
from core.loading import load
from funding.models import Application
from funding.queries import (
    digest_of,
    is_as_it_came_back,
    is_checked_by_others,
    missing_from,
    signature_on,
    with_parts,
    words_of_return,
)
from panels import actions


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    reason = "It is submitted already, or only your school’s SENCO or headteacher can submit it."
    rows = with_parts(Application.objects.for_user(request.user))
    application = load(rows, request.user, "submit", reason=reason, public_id=public_id)
    if request.method == "POST" and done(
        request,
        lambda: actions.submit(
            application=application, digest=request.POST.get("digest", ""), by=request.user
        ),
        f"{application.reference} is submitted. {_checker(application)} checks it next.",
    ):
        return redirect("funding:application", public_id)
    context = {
        "application": application,
        "missing": missing_from(application),
        "unchanged_with": words_of_return(application) if is_as_it_came_back(application) else "",
        **_signature(request, application),
    }
    return render(request, "panels/submit.html", context)


def _checker(application: Application) -> str:
    others = is_checked_by_others(application)
    return "Somebody whom the cluster names" if others else "The cluster SENCO"


def _signature(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What a head signs in the same step, or that somebody else has to sign first."""
    if not application.cluster.rules.head_signs or signature_on(application):
        return {}
    if request.user.has_perm("funding.sign_application", application):
        return {"digest": digest_of(application)}
    return {"waits_for_signature": True}
