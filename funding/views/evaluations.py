"""What came of an award: the school writes and sends it, the cluster reads it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import audit
from core.dates import today
from core.edits import EditForm
from core.errors import DomainError
from core.loading import load
from funding import actions, queries
from funding.forms import (
    EVALUATION_SECTIONS,
    EvaluationFilterForm,
    ProgressForm,
    ReachedForm,
    ReopenForm,
)
from funding.models import ApplicationPupil, Evaluation, EvaluationStep, Progress
from funding.views.parts import is_left

VERBS = ("write", "send", "sign", "send_back", "remind", "chase")
LINE_ONLY = (
    "You can see when this evaluation is due and if it was sent. Its words are for the school, and "
    "once it is sent for the cluster SENCO, the chairs and the panel, unless they were silent "
    "observers of the case."
)
FROZEN = (
    "Only the award’s school writes this evaluation, and only until it is sent. Ask the cluster "
    "SENCO to send it back if something is wrong."
)


@require_safe
def evaluations(request: HttpRequest) -> HttpResponse:
    seen = Evaluation.objects.for_user(request.user, "see_line")
    form = EvaluationFilterForm(request.GET, schools=queries.schools_of_evaluations(seen))
    rows = queries.evaluations_for(seen.with_verbs(request.user, "read", *VERBS), **form.asked)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    page.object_list = queries.with_evaluation_states(page.object_list)
    audit.look(by=request.user, door="evaluations", records=page.object_list)
    context = {"page": page, "filter_form": form, "filtered": bool(form.asked)}
    return render(request, "funding/evaluations.html", context)


@require_safe
def evaluation(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, public_id, ReopenForm(user=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_part(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    row = _to_write(request, public_id)
    if name not in EVALUATION_SECTIONS:
        raise Http404
    form = EVALUATION_SECTIONS[name](request.POST or None, instance=row, user=request.user)
    if form.is_valid():
        try:
            fields = form._meta.fields  # type: ignore[attr-defined]
            evaluation = form.save(commit=False)  # type: ignore[attr-defined]
            actions.save_evaluation(
                evaluation=evaluation, fields=fields, by=request.user, version=form.version
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _saved(request, row, name)
    return _part_page(request, row, form, name)


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_outcomes(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _to_write(request, public_id)
    hoped = queries.hoped_for(row)
    if not hoped:
        raise Http404
    form = ReachedForm(request.POST or None, user=request.user, hoped=hoped)
    if form.is_valid():
        try:
            actions.save_reached(
                evaluation=row, reached=form.reached, by=request.user, version=form.version
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _saved(request, row, "outcomes")
    return _part_page(request, row, form, "outcomes")


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """The results so far, and a form for one more."""
    row = _to_write(request, public_id)
    pupils = ApplicationPupil.objects.for_user(request.user)
    pupils = pupils.filter(application=row.award.application)
    form = ProgressForm(request.POST or None, user=request.user, pupils=pupils)
    if is_left(request, form):
        return redirect("funding:evaluation", public_id)
    if form.is_valid():
        try:
            progress = form.save(commit=False)
            actions.add_progress(evaluation=row, progress=progress, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The results are saved.")
            back = "funding:evaluation" if "done" in request.POST else "funding:evaluation_progress"
            return redirect(back, public_id)
    context = {"form": form, "evaluation": row, "results": row.progress.all()}
    return render(request, "funding/evaluation_progress.html", context)


@require_POST
def remove_progress(request: HttpRequest, public_id: str, progress_id: str) -> HttpResponse:
    row = _to_write(request, public_id)
    rows = Progress.objects.for_user(request.user).select_related("evaluation")
    progress = get_object_or_404(rows, evaluation=row, public_id=progress_id)
    return _do(
        request,
        lambda: actions.remove_progress(progress=progress, by=request.user),
        "The results are removed.",
        "funding:evaluation_progress",
        public_id,
    )


@require_POST
def send_evaluation(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _load(request, "send", public_id)
    return _do(
        request,
        lambda: actions.send_evaluation(evaluation=row, by=request.user),
        "The evaluation is sent to your cluster."
        + (" Your headteacher signs it next." if row.cluster.rules.head_signs else ""),
        "funding:evaluation",
        public_id,
    )


@require_POST
def sign_evaluation(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _load(request, "sign", public_id)
    return _do(
        request,
        lambda: actions.sign_evaluation(evaluation=row, by=request.user),
        "You signed it.",
        "funding:evaluation",
        public_id,
    )


@require_POST
def reopen_evaluation(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _load(request, "send_back", public_id)
    form = ReopenForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            actions.send_evaluation_back(evaluation=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "It is back with the school, with your words.")
            return redirect("funding:evaluations")
    return _page(request, public_id, form)


@require_POST
def remind_school(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Evaluation.objects.select_related("school")
    reason = "It has been sent, or it is not due for some weeks."
    row = load(rows, request.user, "remind", sight="see_line", reason=reason, public_id=public_id)
    return _do(
        request,
        lambda: actions.remind_school(evaluation=row, by=request.user),
        f"{row.school} is told by email, with a link.",
        "funding:evaluations",
    )


def _saved(request: HttpRequest, row: Evaluation, name: str) -> HttpResponse:
    """On to the next part, or back to the list of them, as was asked."""
    messages.success(request, "Saved.")
    after = queries.evaluation_part_after(name, row) if "go_on" in request.POST else ""
    if after in ("outcomes", "progress"):
        return redirect(f"funding:evaluation_{after}", row.public_id)
    if after:
        return redirect("funding:evaluation_part", row.public_id, after)
    return redirect("funding:evaluation", row.public_id)


def _part_page(request: HttpRequest, row: Evaluation, form: EditForm, name: str) -> HttpResponse:
    context = {
        "form": form,
        "evaluation": row,
        "heading": queries.EVALUATION_LABELS[name],
        "goes_on": bool(queries.evaluation_part_after(name, row)),
    }
    return render(request, "funding/evaluation_form.html", context)


def _do(request: HttpRequest, act: Any, done: str, *back: str) -> HttpResponse:
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(*back)


def _load(request: HttpRequest, verb: str, public_id: str) -> Evaluation:
    rows = queries.with_evaluation_parts(Evaluation.objects.for_user(request.user, "see_line"))
    return load(rows, request.user, verb, sight="see_line", reason=FROZEN, public_id=public_id)


def _to_write(request: HttpRequest, public_id: str) -> Evaluation:
    return _load(request, "write", public_id)


def _page(request: HttpRequest, public_id: str, form: ReopenForm) -> HttpResponse:
    rows = Evaluation.objects.with_verbs(request.user, *VERBS)
    row = load(
        queries.with_evaluation_parts(rows),
        request.user,
        "read",
        sight="see_line",
        reason=LINE_ONLY,
        public_id=public_id,
    )
    audit.look(by=request.user, door="evaluation", records=[row])
    steps = EvaluationStep.objects.for_user(request.user).filter(evaluation=row)
    history = list(steps.select_related("by"))
    runs_until = queries.help_runs_until(row)
    context = {
        "evaluation": row,
        "award": row.award,
        "form": form,
        "hoped": queries.hoped_for(row),
        "sections": queries.sections_of_evaluation(row),
        "missing": queries.missing_from_evaluation(row),
        "runs_until": runs_until,
        "still_runs": runs_until > today(),
        "history": history,
        "came_back": history[-1] if history and history[-1].step == "sent_back" else None,
        "asks_signature": row.cluster.rules.head_signs,
    }
    return render(request, "funding/evaluation.html", context)
