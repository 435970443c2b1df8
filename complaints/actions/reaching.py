"""How the person who complains is reached: their contact and their private link."""

from typing import Any

from django.db import transaction

from complaints.actions.locking import NOT_YOURS, lock, may_handle
from complaints.actions.opening import end_links, make_link, send_link
from complaints.models import Complaint, Contact
from complaints.queries import contact_of
from core import audit
from core.errors import DomainError

CORRECTED = ("name", "email", "telephone", "child")


@transaction.atomic
def correct_contact(*, complaint: Complaint, contact: Contact, by: Any) -> str:
    """A newer contact puts the older one right; the secret of a new link, or nothing.

    Where the email address changes, links may be in a stranger's hands: all of them end, and a new
    one goes to the new address.
    """
    complaint = lock(complaint)
    may_handle(by, complaint)
    before = contact_of(complaint) or Contact()
    changed = [name for name in CORRECTED if getattr(before, name) != getattr(contact, name)]
    if not changed:
        raise DomainError("Nothing is different from what we have. Change what is wrong.")
    contact.cluster_id, contact.complaint = complaint.cluster_id, complaint
    contact.save(force_insert=True)
    audit.record(by=by, verb="corrected the contact", subject=complaint, changed=changed)
    return _renew(complaint, by) if "email" in changed else ""


@transaction.atomic
def renew_link(*, complaint: Complaint, by: Any) -> str:
    """Every private link stops working, and there is one new one; by email another, where there
    is an address. Also for a while after the complaint has ended."""
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if not by.has_perm("complaints.renew_link_complaint", complaint):
        raise DomainError(NOT_YOURS)
    return _renew(complaint, by)


def _renew(complaint: Complaint, by: Any) -> str:
    end_links(complaint)
    audit.record(by=by, verb="renewed the private link", subject=complaint)
    send_link(complaint, by)
    return make_link(complaint, by)
