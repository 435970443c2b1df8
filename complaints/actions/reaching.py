"""How the person who complains is reached: their contact and their private link."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from complaints import emails
from complaints.actions.locking import NOT_YOURS, lock, may_handle
from complaints.actions.opening import end_links, make_link, send_link
from complaints.models import Complaint, Contact
from complaints.queries import contact_of, latest_stage
from core import audit
from core.edits import require_same, values_of
from core.errors import DomainError

CORRECTED = ("name", "email", "telephone", "child")
OWN = ("email", "telephone")


@transaction.atomic
def correct_contact(*, complaint: Complaint, contact: Contact, version: str = "", by: Any) -> str:
    """A newer contact puts the older one right; the secret of a new link, or nothing.

    Where the email address changes, links may be in a stranger's hands: all of them end, and a new
    one goes to the new address.
    """
    complaint = lock(complaint)
    may_handle(by, complaint)
    before = contact_of(complaint) or Contact()
    changed = _changed(before, contact, CORRECTED, version)
    contact.cluster_id, contact.complaint = complaint.cluster_id, complaint
    contact.save(force_insert=True)
    audit.record(by=by, verb="corrected the contact", subject=complaint, changed=changed)
    return _renew(complaint, by) if "email" in changed else ""


@transaction.atomic
def change_own_contact(
    *, complaint: Complaint, email: str, telephone: str, version: str = "", by: None = None
) -> Contact:
    """What the person who complains changes by their private link.

    No link ends by it: whoever had got hold of one could shut the others out. So that nobody's news
    goes elsewhere unseen, the old address is told, and so are those who handle the stage. The new
    address gets a link of its own.
    """
    complaint = lock(complaint)
    before = contact_of(complaint) or Contact(
        cluster_id=complaint.cluster_id, complaint_id=complaint.pk
    )
    contact = before.anew()
    contact.email, contact.telephone = email, telephone
    changed = _changed(before, contact, OWN, version)
    contact.save(force_insert=True)
    audit.record(by=by, verb="changed their own contact", subject=complaint, changed=changed)
    if before.email.lower() != email.lower():
        if before.email:
            emails.address_changed(complaint=complaint, address=before.email, contact=contact)
        send_link(complaint, by)
    emails.contact_changed(stage=latest_stage(complaint), contact=contact)
    return contact


@transaction.atomic
def renew_link(*, complaint: Complaint, by: Any) -> str:
    """Every private link stops working, and there is one new one; by email another, where there
    is an address. Also for a while after the complaint has ended."""
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if not by.has_perm("complaints.renew_link_complaint", complaint):
        raise DomainError(NOT_YOURS)
    return _renew(complaint, by)


def _changed(before: Contact, after: Contact, fields: Sequence[str], version: str) -> list[str]:
    """The fields that say something else, which the page that they were typed on knew."""
    now, typed = values_of(before, fields), values_of(after, fields)
    changed = [name for name in fields if now[name] != typed[name]]
    if not changed:
        raise DomainError("Nothing is different from what we have. Change what is wrong.")
    require_same(version, now=now, typed=typed, at=before.at)
    return changed


def _renew(complaint: Complaint, by: Any) -> str:
    end_links(complaint)
    audit.record(by=by, verb="renewed the private link", subject=complaint)
    send_link(complaint, by)
    return make_link(complaint, by)
