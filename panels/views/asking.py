"""Questions of fact between the panel and the school, each side by its own door, and who checks
in a conflicted checker's place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.errors import DomainError
from core.loading import load
from funding.models import Application
from panels import actions, queries
from panels.forms import AnswerForm, CheckerForm, QuestionForm
from panels.models import Check, Question
from panels.views.shared import RUN, SILENT

ANSWERED = "Somebody at your school has answered this question already."
CHECKED = "Somebody has already checked this application, or the school has it back. " + RUN


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Check.objects.select_related("application", "cluster__rules")
    check = load(
        rows, request.user, "ask_school", sight="see_line", reason=SILENT, public_id=public_id
    )
    form = QuestionForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.ask_school(check=check, text=form.cleaned_data["text"], by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Your question is with the school.")
            return redirect("panels:check", public_id)
    asked = Question.objects.for_user(request.user).filter(check_row=check)
    context = {
        "form": form,
        "heading": "Put a question to the school",
        "questions": asked.select_related("answered_by"),
        "back_url": reverse("panels:check", args=[public_id]),
    }
    return render(request, "panels/ask.html", context)


@require_safe
def questions(request: HttpRequest, public_id: str) -> HttpResponse:
    """The school's door: what it was asked about one application, and what it answered."""
    application = get_object_or_404(Application.objects.for_user(request.user), public_id=public_id)
    rows = (
        Question.objects.for_user(request.user)
        .with_verbs(request.user, "answer")
        .filter(check_row__application=application)
        .select_related("answered_by")
    )
    audit.look(by=request.user, door="questions", records=[application])
    context = {"application": application, "questions": rows}
    return render(request, "panels/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, public_id: str, question_id: str) -> HttpResponse:
    application = get_object_or_404(Application.objects.for_user(request.user), public_id=public_id)
    question = load(
        Question.objects.select_related("check_row"),
        request.user,
        "answer",
        reason=ANSWERED,
        public_id=question_id,
        check_row__application=application,
    )
    form = AnswerForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.answer_question(
                question=question, answer=form.cleaned_data["answer"], by=request.user
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Your answer is with the panel.")
            return redirect("panels:questions", public_id)
    context = {
        "form": form,
        "question": question,
        "heading": "Answer the panel’s question",
        "back_url": reverse("panels:questions", args=[public_id]),
    }
    return render(request, "panels/answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def name_checker(request: HttpRequest, public_id: str) -> HttpResponse:
    check = load(
        Check, request.user, "name_checker", sight="see_line", reason=CHECKED, public_id=public_id
    )
    people = queries.could_check(check).exclude(pk=request.user.pk)
    form = CheckerForm(request.POST or None, user=request.user, people=people)
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            actions.name_checker(check=check, person=person, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{person} is asked to check it.")
            return redirect("panels:check", public_id)
    context = {
        "form": form,
        "heading": "Who checks this application?",
        "intro": "For when those who usually check have a conflict. They say first that they have "
        "no interest, and see the papers only then.",
        "back_url": reverse("panels:check", args=[public_id]),
    }
    return render(request, "core/form.html", context)
