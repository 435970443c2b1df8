from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clusters.queries.people import own_schools_to_staff
from core import audit
from core.models import OutgoingMail
from funding import queries as money
from reports import queries


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person comes first, then what is to come."""
    user, one = request.user, queries.standing(request)
    drafts = queries.drafts_of(user)
    meetings = queries.coming_meetings(user) if one.meets else []
    to_sign = queries.to_sign(user) if one.signs else []
    to_check = queries.to_check(user) if one.runs_panels else None
    set_ups = queries.set_ups_of(user) if one.manages else []
    queue = money.queue_of(user) if one.pays else []
    to_countersign = money.to_countersign(user) if one.runs_panels or one.pays else None
    coming = money.coming_to(user) if one.receives else []
    came = money.came_to(user) if one.receives else []
    with_others = queries.with_others(user)
    expect = queries.what_to_expect(one)
    shown = drafts[: queries.MOST]
    looked_at = [*(draft.application for draft in shown), *with_others]
    audit.look(by=user, door="home", records=looked_at)
    audit.look(by=user, door="to sign", records=to_sign)
    audit.look(by=user, door="payments", records=[row.award for row in (*coming, *came)])
    context = {
        "waits": shown
        or to_sign
        or to_check
        or set_ups
        or any(section["pressing"] for section in queue)
        or (to_countersign and to_countersign.number)
        or any(line.unanswered for line in meetings),
        "drafts": shown,
        "more_drafts": len(drafts) > len(shown),
        "with_others": with_others,
        "meetings": meetings,
        "to_sign": to_sign,
        "to_check": to_check,
        "set_ups": set_ups,
        "panels": queries.open_panels(user) if one.applies else [],
        "may_apply": one.applies,
        "pays": one.pays,
        "queue": queue,
        "pressing": [section for section in queue if section["pressing"]],
        "to_countersign": to_countersign,
        "expects": bool(coming or came) or (one.receives and not one.applies),
        "sees_funds": one.sees_funds,
        "handles_complaints": one.may_handle_complaints,
        "coming": coming,
        "came": came,
        "is_administrator": one.oversees,
        "staffed": own_schools_to_staff(user, one.posts),
        "expect": expect,
        "clusters": queries.clusters_to_see(user) if expect else [],
        "held": [str(held) for held in (*one.offices, *one.posts)],
    }
    return render(request, "reports/home.html", context)


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Every email that went out; routed in the demonstration alone."""
    mails = OutgoingMail.objects.select_related("person")
    page = Paginator(mails, 25).get_page(request.GET.get("page"))
    return render(request, "reports/outbox.html", {"page": page})


@require_safe
def outgoing_mail(request: HttpRequest, key: str) -> HttpResponse:
    mail = get_object_or_404(OutgoingMail.objects.select_related("person"), key=key)
    return render(request, "reports/mail.html", {"mail": mail})
