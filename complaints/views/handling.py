"""What those who handle a stage do on it, one page each."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from complaints import actions, queries
from complaints.forms import AuthorityForm, CloseForm, NoteForm, OutcomeForm
from complaints.models import Complaint
from complaints.views.pages import PAGE, complaint_of, confirm_page, form_page, stage_of


@require_http_methods(PAGE)
def write_note(request: HttpRequest, public_id: str) -> HttpResponse:
    stage = stage_of(request, public_id, "handle")
    form = NoteForm(request.POST or None, user=request.user)
    return form_page(
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
    stage = stage_of(request, public_id, "handle")
    form = OutcomeForm(request.POST or None, user=request.user)
    return form_page(
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
    stage = stage_of(request, public_id, "inform")
    form = AuthorityForm(request.POST or None, user=request.user)
    return form_page(
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
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    complaint = complaint_of(request, public_id, "close")
    endings = queries.endings(complaint, queries.latest_stage(complaint))
    form = CloseForm(request.POST or None, user=request.user, endings=endings)
    return form_page(
        request,
        public_id,
        form,
        do=lambda said: actions.close(complaint=complaint, by=request.user, **said),
        done="The complaint is closed. Its private link works for 90 days more.",
        heading="Close this complaint",
        intro=""
        if Complaint.Ending.TIME in endings or Complaint.Ending.ELSEWHERE in endings
        else "You can close it for want of an answer only when the time to ask for the next stage "
        "has passed. The person is told of that day with each outcome.",
        warning=True,
    )


@require_http_methods(PAGE)
def open_next(request: HttpRequest, public_id: str) -> HttpResponse:
    stage = stage_of(request, public_id, "move_on")
    return confirm_page(
        request,
        public_id,
        do=lambda: actions.open_next(stage=stage, by=request.user),
        done="The next stage is open.",
        question="Open the next stage?",
        consequence="Do this when the person who complains has asked for it aloud, or late with a "
        "reason. Those who handle it are told.",
        button="Open the next stage",
    )
