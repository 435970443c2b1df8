"""The shape of every page on which something is done to a complaint."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from complaints import queries
from complaints.models import Complaint, ComplaintStage
from core.errors import DomainError
from core.loading import load

NOT_YOURS = (
    "You do not handle this stage of the complaint, or it has an outcome already. Those who do are "
    "named on the complaint’s page."
)
PAGE = ["GET", "HEAD", "POST"]


def stage_of(request: HttpRequest, public_id: str, verb: str) -> ComplaintStage:
    return load(
        queries.latest_stages(),
        request.user,
        verb,
        sight="see_line",
        reason=NOT_YOURS,
        complaint__public_id=public_id,
    )


def complaint_of(request: HttpRequest, public_id: str, verb: str) -> Complaint:
    rows = Complaint.objects.select_related("cluster")
    return load(rows, request.user, verb, sight="see_line", reason=NOT_YOURS, public_id=public_id)


def has_done(
    request: HttpRequest,
    form: Any,
    *,
    do: Callable[[dict[str, Any]], object],
    done: str | Callable[[dict[str, Any]], str],
) -> bool:
    """Whether what the form says is done now. If not, the form says why."""
    if not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, done if isinstance(done, str) else done(form.cleaned_data))
    return True


def form_page(
    request: HttpRequest,
    public_id: str,
    form: Any,
    *,
    do: Callable[[dict[str, Any]], object],
    done: str | Callable[[dict[str, Any]], str],
    **context: Any,
) -> HttpResponse:
    """A page of one form: what it says is done, or why not."""
    if has_done(request, form, do=do, done=done):
        return go_on(request, public_id)
    back_url = reverse("complaints:complaint", args=[public_id])
    return render(
        request,
        "core/form.html",
        {"form": form, "back_url": back_url, "back_label": "Back to the complaint", **context},
    )


def confirm_page(
    request: HttpRequest,
    public_id: str,
    *,
    do: Callable[[], object],
    done: str,
    **context: Any,
) -> HttpResponse:
    if request.method == "POST":
        try:
            do()
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return go_on(request, public_id)
    back_url = reverse("complaints:complaint", args=[public_id])
    context |= {"back_url": back_url, "warning": False}
    return render(request, "core/confirm.html", context)


def go_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """To the complaint while one may still see it: else, to the list."""
    seen = Complaint.objects.for_user(request.user, "see_line").filter(public_id=public_id)
    if seen.exists():
        return redirect("complaints:complaint", public_id)
    return redirect("complaints:index")
