"""The public form: open to everybody, one question a page, answers kept in the visitor's session
alone until they are sent."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Cluster
from complaints import actions, queries
from complaints.forms import STEPS
from complaints.forms.making import NONE, PEOPLE
from complaints.models import Complaint
from complaints.procedures import chosen_by
from core import identifying, limits
from core.tenancy import tenant

CHECK = "check"
JUST_SENT = "complaint_sent"


@require_safe
@login_not_required
def start(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = _cluster(cluster_id)
    return render(
        request,
        "complaints/start.html",
        {"cluster": cluster, "chosen": [chosen_by(cluster, about) for about in Complaint.About]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@login_not_required
def ask(request: HttpRequest, cluster_id: str, step: str) -> HttpResponse:
    cluster = _cluster(cluster_id)
    if step != CHECK and step not in STEPS:
        raise Http404
    typed = request.session.get(_key(cluster), {})
    missing = next((name for name in _before(step) if name not in typed), None)
    if missing:
        return redirect("complaints:ask", cluster_id, missing)
    if step == CHECK:
        return _check(request, cluster, typed)
    schools = queries.schools_of_cluster(cluster)
    form = STEPS[step](request.POST or None, schools=schools, initial=typed.get(step))
    if form.is_valid():
        request.session[_key(cluster)] = typed | {step: form.cleaned_data}
        return redirect("complaints:ask", cluster_id, _after(step, typed))
    names = [*STEPS]
    return render(
        request,
        "complaints/ask.html",
        {
            "form": form,
            "cluster": cluster,
            "heading": getattr(form, "heading", ""),
            "number": names.index(step) + 1,
            "of": len(names),
            "back_url": _back(cluster, step),
        },
    )


def _check(request: HttpRequest, cluster: Cluster, typed: dict[str, Any]) -> HttpResponse:
    if request.method == "POST":
        if limits.spent(request, "complaints made"):
            return render(request, "complaints/too_many.html", status=429)
        with tenant(clusters=[cluster.pk]):
            _, token = actions.receive(**_answers(cluster, typed), by=None)
        del request.session[_key(cluster)]
        request.session[JUST_SENT] = token
        return redirect("complaints:follow", token)
    return render(
        request,
        "complaints/check.html",
        {
            "cluster": cluster,
            "rows": _rows(cluster, typed),
            "found": identifying.blocking(identifying.find(typed["words"]["words"])),
            "back_url": reverse("complaints:ask", args=[cluster.public_id, [*STEPS][-1]]),
        },
    )


def _answers(cluster: Cluster, typed: dict[str, Any]) -> dict[str, Any]:
    """What the action takes, from the answers by page."""
    schools = {school.urn: school for school in queries.schools_of_cluster(cluster)}
    school = schools.get(typed["school"]["school"])
    if school is None:
        raise Http404
    return {
        "cluster": cluster,
        "about": typed["about"]["about"],
        "school": school,
        "words": typed["words"]["words"],
        "reference": typed["words"]["reference"],
        "complainant": actions.Complainant(**typed["you"]),
        "concerned": typed["people"]["people"],
    }


def _rows(cluster: Cluster, typed: dict[str, Any]) -> list[dict[str, str]]:
    answers = _answers(cluster, typed)
    people, said = dict(PEOPLE) | {NONE: "None of these"}, answers["complainant"]
    shown = [
        ("about", "What it is about", Complaint.About(answers["about"]).label),
        ("school", "The child’s school", str(answers["school"].name)),
        ("people", "People it is about", ", ".join(people[key] for key in answers["concerned"])),
        ("words", "What happened", answers["words"]),
        ("words", "Reference of the decision", answers["reference"] or "Not given"),
        ("you", "Your name", said.name),
        ("you", "Email address", said.email or "Not given"),
        ("you", "Telephone number", said.telephone or "Not given"),
        ("you", "The child’s name", said.child or "Not given"),
    ]
    return [
        {
            "label": label,
            "value": value,
            "url": reverse("complaints:ask", args=[cluster.public_id, step]),
        }
        for step, label, value in shown
    ]


def _cluster(public_id: str) -> Cluster:
    found = queries.cluster_open_to_complaints(public_id)
    if found is None:
        raise Http404
    return found


def _key(cluster: Cluster) -> str:
    return f"complaint of {cluster.public_id}"


def _before(step: str) -> list[str]:
    names = [*STEPS]
    return names if step == CHECK else names[: names.index(step)]


def _after(step: str, typed: dict[str, Any]) -> str:
    """The next question; back to the answers for whoever has seen them all."""
    names = [*STEPS]
    if set(names) <= {*typed, step} and "you" in typed:
        return CHECK
    place = names.index(step) + 1
    return names[place] if place < len(names) else CHECK


def _back(cluster: Cluster, step: str) -> str:
    before = _before(step)
    if not before:
        return reverse("complaints:start", args=[cluster.public_id])
    return reverse("complaints:ask", args=[cluster.public_id, before[-1]])
