"""What those who handle a stage do on it, one page each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clusters.queries.people import people_of
from complaints import actions, queries
from complaints.forms import (
    AuthorityForm,
    CloseForm,
    ConcernedForm,
    HandlerForm,
    NoteForm,
    OutcomeForm,
)
from complaints.models import Complaint, ComplaintStage
from complaints.views.listing import NEW_LINK
from core.errors import DomainError
from core.loading import load

NOT_YOURS = (
    "You do not handle this stage of the complaint, or it has an outcome already. Those who do are "
    "named on the complaint’s page."
)
PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
def name_handler(request: HttpRequest, public_id: str) -> HttpResponse:
    stage = _stage(request, public_id, "name_handler")
    already = set(queries.handling(stage))
    people = [one for one in queries.could_handle(stage) if one not in already]
    form = HandlerForm(request.POST or None, user=request.user, people=people)
    intro = "Only those whom this stage does not bar are on the list. They are told by email."
    if not people:
        intro = "Nobody else may handle it. Ask a school of the cluster to add a governor."
    return _form(
        request,
        public_id,
        form,
        do=lambda said: actions.name_handler(stage=stage, person=said["person"], by=request.user),
        done="They are named to this stage.",
        heading=f"Name who handles it: {stage.get_kind_display()}",
        intro=intro,
    )


@require_http_methods(PAGE)
def write_note(request: HttpRequest, public_id: str) -> HttpResponse:
    stage = _stage(request, public_id, "handle")
    form = NoteForm(request.POST or None, user=request.user)
    return _form(
        request,
        public_id,
        form,
        do=lambda said: actions.write_note(
            stage=stage,
            note=form.save(commit=False),
            agreed_aloud=said["agreed_aloud"],
            by=request.user,
        ),
        done="The note is kept. The person who complains can read it.",
        heading="Write a note of a conversation",
    )


@require_http_methods(PAGE)
def give_outcome(request: HttpRequest, public_id: str) -> HttpResponse:
    stage = _stage(request, public_id, "handle")
    form = OutcomeForm(request.POST or None, user=request.user)
    return _form(
        request,
        public_id,
        form,
        do=lambda said: actions.give_outcome(
            stage=stage, outcome=form.save(commit=False), by=request.user
        ),
        done="The outcome is given. The person who complains can read it.",
        heading="Give the outcome of this stage",
        intro="It cannot be changed afterwards. The time to ask for the next stage begins today.",
    )


@require_http_methods(PAGE)
def tell_authority(request: HttpRequest, public_id: str) -> HttpResponse:
    stage = _stage(request, public_id, "inform")
    form = AuthorityForm(request.POST or None, user=request.user)
    return _form(
        request,
        public_id,
        form,
        do=lambda said: actions.tell_authority(
            stage=stage, reasons=said["reasons"], by=request.user
        ),
        done="It is on record that the authority is told.",
        heading="Tell the local authority",
        intro="Tell it that there is a complaint, outside this site. Then say so here.",
    )


@require_http_methods(PAGE)
def name_concerned(request: HttpRequest, public_id: str) -> HttpResponse:
    complaint = _complaint(request, public_id, "handle")
    people = list(people_of(complaint.cluster))
    form = ConcernedForm(request.POST or None, user=request.user, people=people)
    return _form(
        request,
        public_id,
        form,
        do=lambda said: actions.name_concerned(complaint=complaint, by=request.user, **said),
        done="They handle no stage of it and see nothing of it from now on.",
        heading="Who may not handle this complaint?",
        intro="Name each person whom it is about, and yourself if you have an interest in it. "
        "This cannot be taken back.",
    )


@require_http_methods(PAGE)
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    complaint = _complaint(request, public_id, "close")
    form = CloseForm(request.POST or None, user=request.user)
    return _form(
        request,
        public_id,
        form,
        do=lambda said: actions.close(complaint=complaint, ending=said["ending"], by=request.user),
        done="The complaint is closed. Its private link works for 90 days more.",
        heading="Close this complaint",
        warning=True,
    )


@require_http_methods(PAGE)
def open_next(request: HttpRequest, public_id: str) -> HttpResponse:
    stage = _stage(request, public_id, "move_on")
    return _confirm(
        request,
        public_id,
        do=lambda: actions.open_next(stage=stage, by=request.user),
        done="The next stage is open.",
        question="Open the next stage?",
        consequence="Do this when the person who complains has asked for it aloud, or late with a "
        "reason. Those who handle it are told.",
        button="Open the next stage",
    )


@require_http_methods(PAGE)
def renew_link(request: HttpRequest, public_id: str) -> HttpResponse:
    complaint = _complaint(request, public_id, "handle")

    def renew() -> None:
        token = actions.renew_link(complaint=complaint, by=request.user)
        request.session[NEW_LINK] = [public_id, token]

    return _confirm(
        request,
        public_id,
        do=renew,
        done="There is a new private link. The old ones do not work any more.",
        question="Make a new private link?",
        consequence="Do this when the person who complains has lost their link, or somebody else "
        "may have it. Every link before it stops working. You see the new one once.",
        button="Make a new link",
    )


def _stage(request: HttpRequest, public_id: str, verb: str) -> ComplaintStage:
    return load(
        queries.latest_stages(),
        request.user,
        verb,
        sight="see_line",
        reason=NOT_YOURS,
        complaint__public_id=public_id,
    )


def _complaint(request: HttpRequest, public_id: str, verb: str) -> Complaint:
    rows = Complaint.objects.select_related("cluster")
    return load(rows, request.user, verb, sight="see_line", reason=NOT_YOURS, public_id=public_id)


def _form(
    request: HttpRequest,
    public_id: str,
    form: Any,
    *,
    do: Callable[[dict[str, Any]], object],
    done: str,
    **context: Any,
) -> HttpResponse:
    """A page of one form: what it says is done, or why not."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return _on(request, public_id)
    back_url = reverse("complaints:complaint", args=[public_id])
    return render(
        request,
        "core/form.html",
        {"form": form, "back_url": back_url, "back_label": "Back to the complaint", **context},
    )


def _confirm(
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
        return _on(request, public_id)
    back_url = reverse("complaints:complaint", args=[public_id])
    context |= {"back_url": back_url, "warning": False}
    return render(request, "core/confirm.html", context)


def _on(request: HttpRequest, public_id: str) -> HttpResponse:
    """To the complaint while one may still see it: else, to the list."""
    seen = Complaint.objects.for_user(request.user, "see_line").filter(public_id=public_id)
    if seen.exists():
        return redirect("complaints:complaint", public_id)
    return redirect("complaints:index")
