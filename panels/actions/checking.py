"""Submitting to a panel, and the check before it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from clusters import actions as calendar
from core import audit
from core.errors import DomainError
from funding import actions as funding_actions
from funding.models import Application, Authorship
from funding.queries import missing_from, signature_on
from panels import emails
from panels.models import Check


@transaction.atomic
def submit(*, application: Application, by: Any, digest: str = "") -> Check:
    """Sends a draft to its panel; after the closing time the school picks the next one.

    Where the cluster asks for a signature, one must cover the content as it stands. A head who
    submits their own gives the `digest` of what they read, and signs in the same step.
    """
    # Until it is submitted the panel is neither cancelled nor begun.
    calendar.lock_panel_date(application.panel_date)
    application = Application.objects.select_for_update().get(pk=application.pk)
    if not by.has_perm("funding.submit_application", application):
        raise DomainError("This application can no longer be submitted. Open it to see why.")
    lacking = missing_from(application)
    if lacking:
        raise DomainError("Before you submit: " + "; ".join(lacking) + ".")
    if not application.panel_date.is_open:
        raise DomainError(
            "The closing time of this panel has passed. Choose the next panel, then submit."
        )
    if application.cluster.rules.head_signs and signature_on(application) is None:
        if not digest:
            raise DomainError("The headteacher has to sign it as it stands before you submit it.")
        funding_actions.sign(application=application, digest=digest, by=by)
    application.submitted_at = timezone.now()
    funding_actions.set_status(application, Application.Status.SUBMITTED, by=by)
    Authorship.objects.get_or_create(
        cluster_id=application.cluster_id,
        application=application,
        person=by,
        part=Authorship.Part.SUBMITTED,
    )
    check, created = Check.objects.get_or_create(
        cluster_id=application.cluster_id,
        application=application,
        panel_date_id=application.panel_date_id,
    )
    if not created:
        check.outcome, check.checked_at, check.checked_by = "", None, None
        check.note, check.needed = "", ""
        check.received_at = timezone.now()
        check.save()
    audit.record(by=by, verb="submitted", subject=application, check=check.pk)
    emails.submitted(check=check)
    return check


@transaction.atomic
def find_ready(*, check: Check, note: str, by: Any) -> Check:
    check = _finish_check(check, Check.Outcome.READY, by=by)
    check.note = note
    check.save()
    change = funding_actions.set_status(check.application, Application.Status.CHECKED, by=by)
    audit.record(by=by, verb="found ready", subject=check)
    emails.found_ready(check=check, change=change)
    return check


@transaction.atomic
def return_to_school(*, check: Check, needed: str, by: Any) -> Check:
    """Sends it back with what is needed; the school sees those words, and who asked for them."""
    check = _finish_check(check, Check.Outcome.RETURNED, by=by)
    check.needed = needed
    check.save()
    change = funding_actions.set_status(
        check.application, Application.Status.RETURNED, by=by, words=needed
    )
    audit.record(by=by, verb="returned", subject=check)
    emails.returned(check=check, change=change)
    return check


def _finish_check(check: Check, outcome: str, *, by: Any) -> Check:
    Application.objects.select_for_update().get(pk=check.application_id)
    check = Check.objects.select_for_update().select_related("application").get(pk=check.pk)
    if check.outcome:
        raise DomainError("Somebody has already checked this application.")
    if not by.has_perm("panels.check_check", check):
        raise DomainError(
            "You may not check this application. Say first that you have no interest."
        )
    check.outcome, check.checked_at, check.checked_by = outcome, timezone.now(), by
    return check
