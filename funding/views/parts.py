"""Writing a draft, each part on its own page."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.edits import VERSION
from core.errors import DomainError
from core.loading import load
from funding import actions, queries
from funding.forms import SECTIONS, CostForm, OutcomeForm, PupilForm
from funding.models import Application, ApplicationPupil, CostLine, HopedOutcome

SUBMITTED = (
    "This application has been submitted or withdrawn, so it cannot be changed. Ask the cluster "
    "SENCO to return it to you if something is wrong."
)
REMOVED = (
    "Somebody removed this while you wrote: a colleague, or you on another page. What you typed is "
    "still here and not saved. Save again to add it as a new one."
)
Part = TypeVar("Part", ApplicationPupil, CostLine, HopedOutcome)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    row = _to_write(request, public_id)
    if name not in SECTIONS:
        raise Http404
    signature = queries.signature_on(row)
    form = SECTIONS[name](request.POST or None, instance=row, user=request.user)
    if form.is_valid():
        try:
            actions.save_draft(
                application=form.save(commit=False),
                fields=form._meta.fields,
                by=request.user,
                version=form.version,
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            after = queries.section_after(name) if "go_on" in request.POST else ""
            if after:
                return redirect("funding:section", public_id, after)
            return redirect("funding:application", public_id)
    heading = queries.SECTION_LABELS[name]
    context = {
        "form": form,
        "application": row,
        "heading": heading,
        "signature": signature,
        "goes_on": bool(queries.section_after(name)),
    }
    return render(request, "funding/section.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pupils(request: HttpRequest, public_id: str) -> HttpResponse:
    """The pupils so far, and a form for one more."""
    row = _to_write(request, public_id)
    new = ApplicationPupil(application=row)
    form = PupilForm(request.POST or None, instance=new, user=request.user)
    if is_left(request, form):
        return redirect("funding:application", public_id)
    if form.is_valid():
        typed = {name: form.cleaned_data[name] for name in form._meta.fields}
        try:
            added = actions.add_pupil(application=row, by=request.user, **typed)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                f"Pupil {added.code} is on the application. Note in school who this is: "
                "no name is kept here.",
            )
            return _on_from(request, "funding:pupils", public_id)
    return _pupils_page(request, row, form)


@require_http_methods(["GET", "HEAD", "POST"])
def pupil(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """Put right the year group or the provision of one who keeps their code."""
    row = _to_write(request, public_id)
    listed = _part(request, row, ApplicationPupil, code=code)
    new = ApplicationPupil(application=row)
    form = PupilForm(request.POST or None, instance=listed or new, user=request.user)
    if is_left(request, form):
        return redirect("funding:application", public_id)
    if listed is None:
        form.refuse(DomainError(REMOVED))
    elif form.is_valid():
        try:
            actions.save_pupil(pupil=form.save(commit=False), by=request.user, version=form.version)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Pupil {listed.code} is saved. The code stays the same.")
            return _on_from(request, "funding:pupils", public_id)
    return _pupils_page(request, row, form, listed, removed=listed is None)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_pupil(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    row = _to_write(request, public_id)
    rows = ApplicationPupil.objects.for_user(request.user).select_related("application")
    pupil = get_object_or_404(rows, application=row, code=code)
    return _remove(
        request,
        lambda: actions.remove_pupil(pupil=pupil, by=request.user),
        question=f"Take pupil {pupil.code} off this application?",
        done=f"Pupil {pupil.code} is off the application.",
        consequence="If you add a pupil again, they get a new code. To put the year group or the "
        "provision right, go back and choose Change: the code then stays.",
        back=reverse("funding:pupils", args=[public_id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def costs(request: HttpRequest, public_id: str) -> HttpResponse:
    """The costs so far, and a form for one more."""
    row = _to_write(request, public_id)
    return _cost(request, row, CostLine(application=row))


@require_http_methods(["GET", "HEAD", "POST"])
def cost(request: HttpRequest, public_id: str, line_id: str) -> HttpResponse:
    row = _to_write(request, public_id)
    return _cost(request, row, _part(request, row, CostLine, public_id=line_id))


@require_http_methods(["GET", "HEAD", "POST"])
def remove_cost(request: HttpRequest, public_id: str, line_id: str) -> HttpResponse:
    row = _to_write(request, public_id)
    rows = CostLine.objects.for_user(request.user).select_related("application")
    line = get_object_or_404(rows, application=row, public_id=line_id)
    return _remove(
        request,
        lambda: actions.remove_cost(line=line, by=request.user),
        question=f"Remove the cost “{line.what}”?",
        done="The cost is removed.",
        back=reverse("funding:costs", args=[public_id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def outcomes(request: HttpRequest, public_id: str) -> HttpResponse:
    """The outcomes so far, and a form for one more."""
    row = _to_write(request, public_id)
    return _outcome(request, row, HopedOutcome(application=row))


@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, public_id: str, outcome_id: str) -> HttpResponse:
    row = _to_write(request, public_id)
    return _outcome(request, row, _part(request, row, HopedOutcome, public_id=outcome_id))


@require_http_methods(["GET", "HEAD", "POST"])
def remove_outcome(request: HttpRequest, public_id: str, outcome_id: str) -> HttpResponse:
    row = _to_write(request, public_id)
    rows = HopedOutcome.objects.for_user(request.user).select_related("application")
    hoped = get_object_or_404(rows, application=row, public_id=outcome_id)
    return _remove(
        request,
        lambda: actions.remove_outcome(outcome=hoped, by=request.user),
        question=f"Remove outcome {hoped.number}?",
        done="The outcome is removed.",
        back=reverse("funding:outcomes", args=[public_id]),
    )


def _to_write(request: HttpRequest, public_id: str) -> Application:
    rows = Application.objects.select_related("cluster__rules")
    return load(rows, request.user, "write", reason=SUBMITTED, public_id=public_id)


def is_left(request: HttpRequest, form: BaseForm) -> bool:
    """Whether “Done” was pressed with nothing typed; what was typed is saved first."""
    return "done" in request.POST and not set(form.changed_data) - {VERSION}


def _on_from(request: HttpRequest, listed: str, public_id: str) -> HttpResponse:
    """After saving: back to the list, or on “Done” to the application."""
    return redirect("funding:application" if "done" in request.POST else listed, public_id)


def _part(request: HttpRequest, row: Application, model: type[Part], **which: str) -> Part | None:
    """The part to change. Nothing, where it was removed meanwhile and somebody sends words for it:
    those are shown again, to be added as a new one."""
    rows = model.objects.for_user(request.user).select_related("application")
    part: Part | None = rows.filter(application=row, **which).first()
    if part is None and request.method != "POST":
        raise Http404
    return part


def _pupils_page(
    request: HttpRequest,
    row: Application,
    form: PupilForm,
    changing: ApplicationPupil | None = None,
    *,
    removed: bool = False,
) -> HttpResponse:
    """Where nobody is changed, the form adds one."""
    for_one = row.kind == Application.Kind.PUPIL
    context = {
        "form": form,
        "action": "" if changing else reverse("funding:pupils", args=[row.public_id]),
        "application": row,
        "heading": "The pupil" if for_one else queries.SECTION_LABELS["pupils"],
        "for_one": for_one,
        "pupils": row.pupils.all(),
        "changing": changing,
        "full": changing is None and for_one and row.pupils.exists(),
        "signature": queries.signature_on(row),
    }
    return render(request, "funding/pupils.html", context, status=410 if removed else 200)


def _cost(request: HttpRequest, row: Application, standing: CostLine | None) -> HttpResponse:
    line = standing or CostLine(application=row)
    form = CostForm(request.POST or None, instance=line, user=request.user)
    if is_left(request, form):
        return redirect("funding:application", row.public_id)
    if standing is None:
        form.refuse(DomainError(REMOVED))
    elif form.is_valid():
        try:
            actions.save_cost(line=form.save(commit=False), by=request.user, version=form.version)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The cost is saved.")
            return _on_from(request, "funding:costs", row.public_id)
    context = {
        "form": form,
        "action": "" if line.pk else reverse("funding:costs", args=[row.public_id]),
        "application": row,
        "line": line,
        "lines": row.cost_lines.all(),
        "signature": queries.signature_on(row),
    }
    return render(request, "funding/costs.html", context, status=410 if standing is None else 200)


def _outcome(request: HttpRequest, row: Application, standing: HopedOutcome | None) -> HttpResponse:
    hoped = standing or HopedOutcome(application=row)
    form = OutcomeForm(request.POST or None, instance=hoped, user=request.user)
    if is_left(request, form):
        return redirect("funding:application", row.public_id)
    if standing is None:
        form.refuse(DomainError(REMOVED))
    elif form.is_valid():
        try:
            actions.save_outcome(
                outcome=form.save(commit=False), by=request.user, version=form.version
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The outcome is saved.")
            return _on_from(request, "funding:outcomes", row.public_id)
    listed = row.outcomes.all()
    context = {
        "form": form,
        "action": "" if hoped.pk else reverse("funding:outcomes", args=[row.public_id]),
        "application": row,
        "hoped": hoped,
        "outcomes": listed,
        "full": hoped.pk is None and len(listed) >= HopedOutcome.MOST,
        "signature": queries.signature_on(row),
    }
    return render(
        request, "funding/outcomes.html", context, status=410 if standing is None else 200
    )


def _remove(
    request: HttpRequest,
    act: Callable[[], Any],
    *,
    question: str,
    done: str,
    back: str,
    consequence: str = "You can add it again until you submit.",
) -> HttpResponse:
    if request.method != "POST":
        context = {
            "question": question,
            "consequence": consequence,
            "button": "Remove it",
            "back_url": back,
        }
        return render(request, "core/confirm.html", context)
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(back)
