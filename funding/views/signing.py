"""The headteacher's part: what waits, read it, sign it or send it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import audit
from core.errors import DomainError
from core.loading import load
from funding import actions, queries
from funding.forms import SendBackForm
from funding.models import Application

HEADS = (
    "Only the school’s headteacher signs, and only until it is signed or submitted. Open the "
    "application to see where it is."
)


@require_safe
def to_sign(request: HttpRequest) -> HttpResponse:
    rows = Application.objects.for_user(request.user, "sign").filter(
        status=Application.Status.TO_SIGN
    )
    page = Paginator(queries.list_rows(rows), 25).get_page(request.GET.get("page"))
    evaluations = queries.evaluations_to_sign(request.user)
    audit.look(by=request.user, door="to sign", records=page.object_list)
    audit.look(by=request.user, door="evaluations", records=evaluations)
    return render(request, "funding/to_sign.html", {"page": page, "evaluations": evaluations})


@require_POST
def ask_to_sign(request: HttpRequest, public_id: str) -> HttpResponse:
    reason = "It is with the headteacher already, or it has been submitted."
    row = load(Application, request.user, "ask_to_sign", reason=reason, public_id=public_id)
    try:
        actions.ask_to_sign(application=row, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Your headteacher is told that it waits for a signature.")
    return redirect("funding:application", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _to_sign(request, public_id)
    if request.method == "POST":
        try:
            digest = request.POST.get("digest", "")
            actions.sign(application=row, digest=digest, by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("funding:sign", public_id)
        messages.success(request, "You signed it. Your SENCO can now submit it, or you can.")
        return redirect("funding:application", public_id)
    return _page(request, row, SendBackForm(user=request.user))


@require_POST
def send_back(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _to_sign(request, public_id)
    form = SendBackForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        actions.send_back(application=row, by=request.user, **form.cleaned_data)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(request, row, form)
    messages.success(request, "It is back with your SENCO, with your words.")
    return redirect("funding:application", public_id)


def _to_sign(request: HttpRequest, public_id: str) -> Application:
    rows = queries.with_parts(Application.objects.for_user(request.user))
    return load(rows, request.user, "sign", reason=HEADS, public_id=public_id)


def _page(request: HttpRequest, row: Application, form: SendBackForm) -> HttpResponse:
    audit.look(by=request.user, door="to sign", records=[row])
    context = {
        "application": row,
        "form": form,
        "missing": queries.missing_from(row),
        "digest": queries.digest_of(row),
    }
    return render(request, "funding/sign.html", context)
