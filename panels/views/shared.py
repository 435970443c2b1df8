"""What the pages of checks, meetings and items have in common."""

from datetime import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.errors import DomainError
from panels import actions
from panels.forms import InterestForm
from panels.models import Check

SILENT = (
    "You cannot do that for this application: you are a silent observer, or you have not yet said "
    "that you have no interest. Open it to see which."
)
RUN = "Only those who run the cluster’s meetings can do that. Ask your clerk or cluster SENCO."
LAST_MINUTE = time(23, 59)
STATES = ("see_school", "answer", "observe", "read")


def declare(request: HttpRequest, row: Check, *, back: str) -> HttpResponse:
    form = InterestForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.declare_interest(check=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, "You are now a silent observer for this application, here and later."
            )
            return redirect(back)
    return render(request, "panels/declare.html", {"form": form, "back_url": back})
