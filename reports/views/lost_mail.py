"""Mail that did not arrive: its lists, and what is done about one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from clusters.models import Cluster
from core import audit, pdf
from core.errors import DomainError
from core.loading import load
from core.models import OutgoingMail
from reports import actions, documents, queries

MAIL_ONLY = "The clerk and the cluster SENCO look after mail that did not arrive."


@require_safe
def lost_mail(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """What did not arrive of one cluster's mail."""
    cluster = load(
        Cluster,
        request.user,
        "chase_mail",
        sight="hear_of",
        reason=MAIL_ONLY,
        public_id=cluster_id,
    )
    return _lost(request, cluster)


@require_safe
def lost_mail_of_site(request: HttpRequest) -> HttpResponse:
    """Of invitations and other mail about accounts, which belongs to no cluster."""
    load(User, request.user, "oversee", sight="oversee", pk=request.user.pk)
    return _lost(request, None)


def _lost(request: HttpRequest, cluster: Cluster | None) -> HttpResponse:
    rows = queries.lost_mail(request.user, cluster)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(request, "reports/lost_mail.html", {"page": page, "cluster": cluster})


@require_safe
def print_mail(request: HttpRequest, mail_key: str) -> HttpResponse:
    """The message on a page made for printing."""
    mail = _to_pass_on(request, mail_key)
    audit.record(by=request.user, verb="printed a message", subject=mail)
    return pdf.page_response(documents.mail_page(mail, _list_of(mail)))


@require_safe
def mail_file(request: HttpRequest, mail_key: str) -> HttpResponse:
    mail = _to_pass_on(request, mail_key)
    audit.record(by=request.user, verb="printed a message", subject=mail)
    return documents.mail_file(mail, _list_of(mail))


@require_POST
def send_again(request: HttpRequest, mail_key: str) -> HttpResponse:
    lost = _to_pass_on(request, mail_key)
    try:
        again = actions.send_again(lost=lost, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            f"Sent again to {again.address}. If it is refused again, it comes back to this list.",
        )
    return redirect(_list_of(lost))


@require_POST
def settle_mail(request: HttpRequest, mail_key: str) -> HttpResponse:
    lost = _own(request, mail_key, "chase", actions.DEALT_WITH)
    try:
        actions.settle_mail(lost=lost, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Dealt with: the message to {lost.address} is off the list.")
    return redirect(_list_of(lost))


def _to_pass_on(request: HttpRequest, mail_key: str) -> OutgoingMail:
    return _own(request, mail_key, "pass_on", f"{actions.DEALT_WITH} Or: {actions.NOT_AGAIN}")


def _own(request: HttpRequest, mail_key: str, verb: str, reason: str) -> OutgoingMail:
    rows = OutgoingMail.objects.select_related("person")
    return load(rows, request.user, verb, reason=reason, key=mail_key)


def _list_of(lost: OutgoingMail) -> str:
    """Back to where it stood."""
    if lost.cluster_id is None:
        return reverse("reports:lost_mail_of_site")
    return reverse("reports:lost_mail", args=[queries.cluster_of(lost).public_id])
