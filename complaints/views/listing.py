"""The complaints that a person handles or knows of, one of them, and taking one down."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Cluster
from complaints import actions, queries
from complaints.forms import RecordForm
from complaints.models import Complaint, Concerned, Contact
from complaints.procedures import plan_at
from core import audit
from core.loading import load

PER_PAGE = 50
NEW_LINK = "complaint_new_link"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    rows = queries.latest_stages().for_user(request.user, "see_line")
    rows = rows.with_verbs(request.user, "read", "handle", "name_handler")
    rows = rows.order_by(F("complaint__closed_at").desc(nulls_first=True), "due_on", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "today": timezone.localdate(),
        "clusters": Cluster.objects.for_user(request.user, "take_complaints"),
    }
    return render(request, "complaints/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = load(
        Cluster,
        request.user,
        "take_complaints",
        reason="Those who run the cluster, its link governors and the SENCOs and heads of its "
        "schools take complaints down. Anybody can use the public form.",
        public_id=cluster_id,
    )
    members = queries.schools_of_cluster(cluster)
    form = RecordForm(request.POST or None, user=request.user, schools=members)
    if form.is_valid():
        said = form.cleaned_data
        complaint, token = actions.receive(
            cluster=cluster,
            about=said["about"],
            school=next(one for one in members if one.urn == said["school"]),
            words=said["words"],
            reference=said["reference"],
            concerned=said["people"],
            complainant=actions.Complainant(
                name=said["name"],
                email=said["email"],
                telephone=said["telephone"],
                child=said["child"],
            ),
            by=request.user,
        )
        request.session[NEW_LINK] = [complaint.public_id, token]
        return redirect("complaints:complaint", complaint.public_id)
    context = {
        "form": form,
        "heading": "Record a complaint",
        "cluster": cluster,
        "back_url": reverse("complaints:index"),
        "back_label": "Back to complaints",
    }
    return render(request, "complaints/record.html", context)


@require_safe
def complaint(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Complaint.objects.with_verbs(request.user, "read", "handle", "close", "renew_link")
    found = load(
        rows.select_related("cluster", "school", "application", "procedure"),
        request.user,
        "see_line",
        sight="see_line",
        public_id=public_id,
    )
    stages = queries.told_to(found, request.user)
    now = stages[-1]
    contacts = list(Contact.objects.for_user(request.user).filter(complaint=found))
    contact = contacts[0] if contacts else None
    context = {
        "complaint": found,
        "stages": stages,
        "now": now,
        "steps": queries.steps(found, stages),
        "clock": queries.clock(found, now.stage),
        "next_plan": plan_at(found, now.stage.number + 1),
        "contact": contact,
        "contacts_before": contacts[1:],
        "not_reached": queries.not_reached(found, contact, request.user),
        "concerned": Concerned.objects.for_user(request.user)
        .filter(complaint=found)
        .select_related("person"),
        "time_passed": found.closed_at is None
        and Complaint.Ending.TIME in queries.endings(found, now.stage),
        "link": _new_link(request, public_id),
    }
    if found.closed_at is None:
        context["handling"] = queries.handling(now.stage)
        named = queries.named_to(now.stage, request.user)
        context["can_end"] = {one.person_id for one in named if one.can_end}
    if found.can_handle:
        context["may_not"] = queries.may_not(found, now.stage)
    if found.can_read:
        context["cases"] = queries.cases_of(found, request.user)
        audit.look(by=request.user, door="complaint", records=[found])
    return render(request, "complaints/complaint.html", context)


def _new_link(request: HttpRequest, public_id: str) -> str:
    """A private link that was just made, shown once to whoever made it."""
    whose, token = request.session.get(NEW_LINK, ("", ""))
    if whose != public_id:
        return ""
    del request.session[NEW_LINK]
    return request.build_absolute_uri(reverse("complaints:follow", args=[token]))
