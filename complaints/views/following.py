"""A complaint as the person who made it follows it, by their private link and nothing else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from complaints import actions, queries
from complaints.forms import NoteAnswerForm, OwnContactForm, WordsForm
from complaints.models import Complaint, Contact
from complaints.procedures import days_to_ask, plan_at
from complaints.views.making import JUST_SENT
from complaints.views.pages import PAGE, has_done
from core import limits
from core.errors import DomainError
from core.tenancy import tenant

View = Callable[..., HttpResponse]


def by_private_link(view: View) -> View:
    """Hands the view the one complaint of the link, with the wall open for its cluster alone,
    whoever is signed in here. A link that does not work is like none."""

    @wraps(view)
    @sensitive_variables()
    def opened(request: HttpRequest, token: str, **kwargs: str) -> HttpResponse:
        if limits.is_spent(request, "links that do not work"):
            return render(request, "complaints/too_many.html", status=429)
        if request.method == "POST" and limits.spent(request, "words by private link"):
            return render(request, "complaints/too_many.html", status=429)
        link = queries.link_of(token)
        if link:
            with tenant(clusters=[link.cluster_id]):
                complaint = queries.opened_by(link)
                if complaint:
                    return view(request, complaint, token, **kwargs)
        limits.spent(request, "links that do not work")
        raise Http404

    return opened


@require_safe
@login_not_required
@by_private_link
def follow(request: HttpRequest, complaint: Complaint, token: str) -> HttpResponse:
    stages = queries.told_to_complainant(complaint)
    now = stages[-1]
    outcome = now.outcome
    context: dict[str, Any] = {
        "complaint": complaint,
        "token": token,
        "stages": stages,
        "now": now,
        "steps": queries.steps(complaint, stages),
        "clock": queries.clock(complaint, now.stage),
        "ended": queries.ENDED_TO_YOU.get(Complaint.Ending(complaint.ending or "satisfied")),
        "next_plan": plan_at(complaint, now.stage.number + 1),
        "days_to_ask": days_to_ask(complaint),
        "can_ask": complaint.closed_at is None
        and outcome is not None
        and outcome.ask_by is not None
        and outcome.ask_by >= timezone.localdate(),
        "contact": queries.contact_of(complaint),
    }
    if request.session.get(JUST_SENT) == token:
        del request.session[JUST_SENT]
        context["link"] = request.build_absolute_uri(request.path)
    return render(request, "complaints/follow.html", context)


@require_http_methods(PAGE)
@sensitive_post_parameters()
@login_not_required
@by_private_link
def add_words(request: HttpRequest, complaint: Complaint, token: str) -> HttpResponse:
    form = WordsForm(request.POST or None)
    return _form_page(
        request,
        token,
        form,
        do=lambda said: actions.add_words(complaint=complaint, text=said["text"], by=None),
        done="What you wrote is added to your complaint.",
        heading="Add to your complaint",
    )


@require_http_methods(PAGE)
@sensitive_post_parameters()
@login_not_required
@by_private_link
def change_contact(request: HttpRequest, complaint: Complaint, token: str) -> HttpResponse:
    now = queries.contact_of(complaint) or Contact()
    form = OwnContactForm(request.POST or None, instance=now.anew())
    return _form_page(
        request,
        token,
        form,
        do=lambda said: actions.change_own_contact(
            complaint=complaint,
            email=said["email"],
            telephone=said["telephone"],
            version=form.version,
        ),
        done=_reached_by(form["email"].value() or ""),
        heading="How we reach you",
        intro="Change what is wrong, or empty what we are not to use. Those who handle your "
        "complaint are told that you changed it. The private links that you have still work.",
    )


def _reached_by(email: str) -> str:
    if email.strip():
        return f"Saved. We write to {email.strip()} when there is news."
    return "Saved. We have no email address of yours, so look here for news."


@require_http_methods(PAGE)
@login_not_required
@by_private_link
def ask_next(request: HttpRequest, complaint: Complaint, token: str) -> HttpResponse:
    now = queries.told_to_complainant(complaint)[-1]
    plan = plan_at(complaint, now.stage.number + 1)
    if plan is None:
        raise Http404
    if request.method == "POST":
        try:
            actions.ask_next(complaint=complaint)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Your complaint has gone to the next stage.")
        return redirect("complaints:follow", token)
    return render(
        request,
        "core/confirm.html",
        {
            "question": "Ask for the next stage?",
            "consequence": f"Your complaint goes to {plan.who}. {plan.what}",
            "button": "Ask for the next stage",
            "warning": False,
            "back_url": reverse("complaints:follow", args=[token]),
        },
    )


@require_http_methods(PAGE)
@sensitive_post_parameters()
@login_not_required
@by_private_link
def answer_note(
    request: HttpRequest, complaint: Complaint, token: str, note_id: str
) -> HttpResponse:
    note = queries.note_of(complaint, note_id)
    if note is None:
        raise Http404
    form = NoteAnswerForm(request.POST or None)
    return _form_page(
        request,
        token,
        form,
        do=lambda said: actions.answer_note(
            note=note, agreed=said["agreed"] == "yes", words=said["words"], by=None
        ),
        done="Your answer to the note is kept with your complaint.",
        heading="A note of what was said",
        note=note,
    )


def _form_page(
    request: HttpRequest,
    token: str,
    form: Any,
    *,
    do: Callable[[dict[str, Any]], object],
    done: str,
    **context: Any,
) -> HttpResponse:
    """A page of one form for the person who complains; after it, their complaint."""
    if has_done(request, form, do=do, done=done):
        return redirect("complaints:follow", token)
    back_url = reverse("complaints:follow", args=[token])
    return render(
        request, "complaints/answer.html", {"form": form, "back_url": back_url, **context}
    )
