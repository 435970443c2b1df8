"""The school's door to its applications."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.errors import DomainError
from core.loading import load
from funding import actions, queries
from funding.forms import SECTIONS, PupilForm, StartForm
from funding.models import Application, ApplicationPupil
from schools.models import School

SUBMITTED = (
    "This application has been submitted, so it cannot be changed. Ask the cluster SENCO to return "
    "it to you if something is wrong."
)


@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    rows = queries.list_rows(Application.objects.for_user(request.user))
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    audit.look(by=request.user, door="school's list", records=page.object_list)
    context = {
        "page": page,
        "may_start": School.objects.for_user(request.user, "apply").exists(),
    }
    return render(request, "funding/applications.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            made = actions.start_application(**form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Your draft is started. Fill in each part below.")
            return redirect("funding:application", made.public_id)
    return render(request, "funding/start.html", {"form": form})


@require_safe
def application(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Application.objects.with_verbs(request.user, "write", "submit")
    row = get_object_or_404(queries.with_parts(rows.for_user(request.user)), public_id=public_id)
    audit.look(by=request.user, door="school", records=[row])
    context = {
        "application": row,
        "sections": queries.sections_of(row),
        "missing": queries.missing_from(row),
        "steps": queries.steps_of(row),
        "returned_with": queries.words_of_return(row),
        "next_words": queries.next_words(row),
    }
    return render(request, "funding/application.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    row = _to_write(request, public_id)
    if name not in SECTIONS:
        raise Http404
    form = SECTIONS[name](request.POST or None, instance=row, user=request.user)
    if form.is_valid():
        try:
            actions.save_draft(application=form.save(commit=False), by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("funding:application", public_id)
    heading = queries.SECTION_LABELS[name]
    context = {"form": form, "application": row, "heading": heading}
    return render(request, "funding/section.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_pupil(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _to_write(request, public_id)
    form = PupilForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            added = actions.add_pupil(application=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                f"Pupil {added.code} is on the application. Note in school who this is: "
                "no name is kept here.",
            )
            return redirect("funding:application", public_id)
    context = {"form": form, "application": row, "heading": "Add a pupil"}
    return render(request, "funding/pupil.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_pupil(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    row = _to_write(request, public_id)
    pupils = ApplicationPupil.objects.for_user(request.user).select_related("application")
    pupil = get_object_or_404(pupils, application=row, code=code)
    if request.method == "POST":
        try:
            actions.remove_pupil(pupil=pupil, by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Pupil {pupil.code} is off the application.")
        return redirect("funding:application", public_id)
    context = {
        "question": f"Take pupil {pupil.code} off this application?",
        "consequence": "You can add a pupil again until you submit it.",
        "button": "Take the pupil off",
        "back_url": reverse("funding:application", args=[public_id]),
    }
    return render(request, "core/confirm.html", context)


def _to_write(request: HttpRequest, public_id: str) -> Application:
    return load(Application, request.user, "write", reason=SUBMITTED, public_id=public_id)
