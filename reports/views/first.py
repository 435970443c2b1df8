"""The first screen, the search, and the demonstration's outbox."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from clusters.queries.people import own_schools_to_staff
from complaints.queries import waiting_for
from core import audit
from core.errors import DomainError
from funding import queries as money
from reports import queries
from reports import search as finding


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person comes first, then what is to come."""
    user, one = request.user, queries.standing(request)
    drafts = queries.drafts_of(user)
    meetings, to_start = queries.coming_meetings(user) if one.meets else ([], [])
    to_sign = queries.to_sign(user) if one.signs else []
    asked = queries.asked_to_check(user)
    to_check = queries.to_check(user, asked) if one.runs_panels else None
    lost = queries.lost_counts(user, one) if one.manages else []
    set_ups = queries.set_ups_of(user) if one.manages else []
    queue = money.queue_of(user) if one.pays else []
    evaluates = one.applies or one.runs_panels
    evaluations = money.evaluations_waiting(user) if evaluates else []
    to_return = money.to_return(user) if one.pays else []
    to_countersign = money.to_countersign(user) if one.runs_panels or one.pays else None
    coming = money.coming_to(user) if one.receives else []
    came = money.came_to(user) if one.receives else []
    complaints = waiting_for(user, queries.MOST) if one.may_handle_complaints else []
    with_others = queries.with_others(user)
    told = queries.told_lately(user) if one.applies else []
    reports_due = queries.to_release(user) if one.runs_panels else []
    news = queries.news_for(user) if one.sees_impact and not one.runs_panels else []
    expect = queries.what_to_expect(one)
    shown = drafts[: queries.MOST]
    looked_at = [
        *(draft.application for draft in shown),
        *with_others,
        *(outcome.application for outcome in told),
    ]
    audit.look(by=user, door="home", records=looked_at)
    audit.look(by=user, door="to sign", records=to_sign)
    audit.look(by=user, door="tray", records=[grant.content_object for grant in asked])
    audit.look(by=user, door="evaluations", records=[*evaluations, *to_return])
    audit.look(by=user, door="payments", records=[row.award for row in (*coming, *came)])
    context = {
        "waits": shown
        or to_sign
        or to_check
        or asked
        or set_ups
        or lost
        or evaluations
        or complaints
        or to_return
        or any(section["pressing"] for section in queue)
        or (to_countersign and to_countersign.number)
        or reports_due
        or to_start
        or any(line.waits for line in meetings),
        "drafts": shown,
        "more_drafts": len(drafts) > len(shown),
        "with_others": with_others,
        "told": told,
        "reports_due": reports_due,
        "news": news,
        "meetings": meetings,
        "agendas_to_start": to_start,
        "to_sign": to_sign,
        "to_check": to_check,
        "asked_to_check": asked,
        "set_ups": set_ups,
        "lost": lost,
        "own_evaluations": [row for row in evaluations if row.can_write or row.can_sign],
        "late_evaluations": [row for row in evaluations if not (row.can_write or row.can_sign)],
        "evaluates": evaluates,
        "complaints": complaints,
        "to_return": to_return,
        "panels": queries.open_panels(user) if one.applies else [],
        "may_apply": one.applies,
        "pays": one.pays,
        "queue": queue,
        "pressing": [section for section in queue if section["pressing"]],
        "to_countersign": to_countersign,
        "expects": bool(coming or came) or (one.receives and not one.applies),
        "sees_funds": one.sees_funds,
        "sees_impact": one.sees_impact,
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
def search(request: HttpRequest) -> HttpResponse:
    """What was typed is shown again and kept nowhere: neither in a log nor in the audit."""
    typed = request.GET.get("q", "")
    context = {
        "words": finding.readable(typed)[: finding.MOST_SHOWN_AGAIN],
        "most_letters": finding.MOST_LETTERS,
    }
    try:
        asked = finding.words_of(typed)
    except DomainError as refusal:
        return render(request, "reports/search.html", context | {"error": str(refusal)})
    groups = finding.find(request.user, asked)
    if record := finding.straight_to(asked, groups):
        return redirect(record)
    for group in groups:
        if group.is_of_cases:
            audit.look(by=request.user, door="search", records=group.records)
    context |= {
        "asked": bool(asked.words),
        "groups": groups,
        "total": sum(group.total for group in groups),
    }
    return render(request, "reports/search.html", context)


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Every email that went out; routed in the demonstration alone."""
    page = Paginator(queries.every_mail(), 25).get_page(request.GET.get("page"))
    return render(request, "reports/outbox.html", {"page": page})


@require_safe
def outgoing_mail(request: HttpRequest, key: str) -> HttpResponse:
    mail = get_object_or_404(queries.every_mail(), key=key)
    return render(request, "reports/mail.html", {"mail": mail})
