from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.loading import load
from funding.models import Application
from funding.queries import missing_from
from panels import actions
from panels.views.shared import done


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    reason = "It is submitted already, or only your school’s SENCO or headteacher can submit it."
    application = load(Application, request.user, "submit", reason=reason, public_id=public_id)
    if request.method == "POST" and done(
        request,
        lambda: actions.submit(application=application, by=request.user),
        f"Application {application.reference} is submitted. The cluster SENCO checks it next.",
    ):
        return redirect("funding:application", public_id)
    context = {"application": application, "missing": missing_from(application)}
    return render(request, "panels/submit.html", context)
