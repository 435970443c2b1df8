from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from clusters.models import Cluster
from clusters.queries.people import own_schools_to_staff
from core import audit
from core.dates import today
from core.errors import DomainError
from core.loading import load
from core.models import OutgoingMail
from core.tenancy import tenant
from funding import queries as money
from reports import documents, queries
from reports import search as finding
from reports.impact import Page, counted_until, page_of

IMPACT_ONLY = (
    "These figures are for the cluster’s officers and panel members, its governors, and the heads "
    "and governors of its schools. Ask one of them, or see who they are on the cluster’s page."
)


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
    evaluates = one.applies or one.runs_panels
    evaluations = money.evaluations_waiting(user) if evaluates else []
    to_return = money.to_return(user) if one.pays else []
    to_countersign = money.to_countersign(user) if one.runs_panels or one.pays else None
    coming = money.coming_to(user) if one.receives else []
    came = money.came_to(user) if one.receives else []
    with_others = queries.with_others(user)
    told = queries.told_lately(user) if one.applies else []
    expect = queries.what_to_expect(one)
    shown = drafts[: queries.MOST]
    looked_at = [
        *(draft.application for draft in shown),
        *with_others,
        *(outcome.application for outcome in told),
    ]
    audit.look(by=user, door="home", records=looked_at)
    audit.look(by=user, door="to sign", records=to_sign)
    audit.look(by=user, door="evaluations", records=[*evaluations, *to_return])
    audit.look(by=user, door="payments", records=[row.award for row in (*coming, *came)])
    context = {
        "waits": shown
        or to_sign
        or to_check
        or set_ups
        or evaluations
        or to_return
        or any(section["pressing"] for section in queue)
        or (to_countersign and to_countersign.number)
        or any(line.unanswered or line.letters for line in meetings),
        "drafts": shown,
        "more_drafts": len(drafts) > len(shown),
        "with_others": with_others,
        "told": told,
        "meetings": meetings,
        "to_sign": to_sign,
        "to_check": to_check,
        "set_ups": set_ups,
        "own_evaluations": [row for row in evaluations if row.can_write or row.can_sign],
        "late_evaluations": [row for row in evaluations if not (row.can_write or row.can_sign)],
        "evaluates": evaluates,
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
def impact(request: HttpRequest) -> HttpResponse:
    """The clusters whose figures one may see; of one alone, its figures."""
    rows = Cluster.objects.for_user(request.user, "see_impact").live().select_related("authority")
    page = Paginator(rows.order_by("name"), 50).get_page(request.GET.get("page"))
    if page.paginator.count == 1:
        return redirect("reports:impact_of", page.object_list[0].public_id)
    return render(request, "reports/impact_clusters.html", {"page": page})


@require_safe
def impact_of(request: HttpRequest, cluster_id: str, first_year: int | None = None) -> HttpResponse:
    page = _impact_page(request, cluster_id, first_year)
    return render(request, "reports/impact.html", {"page": page})


@require_safe
def impact_csv(request: HttpRequest, cluster_id: str, first_year: int) -> HttpResponse:
    return documents.impact_csv(_impact_page(request, cluster_id, first_year))


def _impact_page(request: HttpRequest, cluster_id: str, first_year: int | None) -> Page:
    cluster = load(
        Cluster.objects.select_related("rules"),
        request.user,
        "see_impact",
        sight="hear_of",
        reason=IMPACT_ONLY,
        public_id=cluster_id,
    )
    # The wall opens for the whole of this cluster and for nothing else, so that whoever may see
    # the figures sees the same ones; an authority's officer sees nothing of it besides.
    with tenant(clusters=[cluster.pk]):
        page = page_of(cluster, counted_until(today()), first_year)
    if page is None:
        raise Http404
    return page


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
