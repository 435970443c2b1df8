"""Who may see and do what to applications, and to the money that is granted on them.

Whoever reads an application for the cluster reads it through `panels.Check`, so its rules here
answer for nobody but the applicant schools and those with whom they shared a draft. Awards and
payments exist only after publication, and have their own rules for the cluster's officers.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.grants import GrantQuerySet
from clusters.access import RUNNING, SEEING_THE_FUND, offices_of
from clusters.models import Office
from core.access import Access, Asker, any_of
from core.tenancy import Source
from funding.models import (
    ApplicantSchool,
    Application,
    ApplicationGrant,
    Authorship,
    AwardBarred,
    BalanceHidden,
    Cause,
    EvaluationHidden,
    Hold,
    Instalment,
    LedgerEntry,
)
from pupils.access import WRITERS
from schools.access import schools_of
from schools.models import Post

Kind = Office.Kind
FINANCE = (Kind.FINANCE_OFFICER,)
MONEY = (*FINANCE, *RUNNING)
HOLDING = (*FINANCE, Kind.CLUSTER_SENCO)
READING_EVALUATIONS = (Kind.CLUSTER_SENCO, Kind.CHAIR, Kind.DEPUTY_CHAIR, Kind.MEMBER)
REMIND_BEFORE = timedelta(days=28)
PAID_AT_SCHOOL = (*WRITERS, Post.Kind.FINANCE_OFFICER)
# From these the reader could work out what a panel has not published yet.
UNPUBLISHED_CAUSES = (Cause.RESERVED, Cause.UNRESERVED)

EDITABLE = Q(status__in=Application.EDITABLE)


def tenants_of(user: Any) -> Source:
    """Drafts shared with a person open the wall to the applications' clusters."""
    shared = ApplicationGrant.objects.live().filter(user=user)
    return [shared.values_list("cluster_id", flat=True)], []


def _own_schools(asker: Asker) -> Any:
    return schools_of(asker, *WRITERS)


def _heads(asker: Asker) -> Q:
    """Heads the lead school."""
    return Q(school_id__in=schools_of(asker, *Post.HEADS))


def _partner(asker: Asker) -> Any:
    """Ids of the applications that the person's schools make together with another."""
    schools = asker.inside(ApplicantSchool.objects.all())
    return schools.filter(school_id__in=_own_schools(asker)).values("application_id")


def _shared(asker: Asker, application: str = "") -> Q:
    """A draft that the school shares with the person, for as long as they have a post there."""
    grants: GrantQuerySet = ApplicationGrant.objects.live().to("write")
    shared = asker.ids(grants, "content_object_id", "user_id", key="drafts to write")
    schools = schools_of(asker)
    return Q(**{f"{application}pk__in": shared, f"{application}school_id__in": schools})


def as_author(asker: Asker, application: str) -> Q:
    """The SENCO and heads of an applicant school of the case that `application` leads to."""
    return Q(**{f"{application}__school_id__in": _own_schools(asker)}) | Q(
        **{f"{application}_id__in": _partner(asker)}
    )


class ApplicationAccess(Access):
    def read(self, asker: Asker) -> Q:
        """Each applicant school's SENCO and heads; a colleague there while a draft is shared."""
        return Q(school_id__in=_own_schools(asker)) | Q(pk__in=_partner(asker)) | _shared(asker)

    def write(self, asker: Asker) -> Q:
        return EDITABLE & (Q(school_id__in=_own_schools(asker)) | _shared(asker))

    def submit(self, asker: Asker) -> Q:
        """The lead school's SENCO and heads; a colleague with a shared draft does not submit."""
        return EDITABLE & Q(school_id__in=_own_schools(asker))

    def share(self, asker: Asker) -> Q:
        """Let a colleague write, and end it: those who may submit."""
        return self.submit(asker)

    def ask_to_sign(self, asker: Asker) -> Q:
        drafts = (Application.Status.DRAFT, Application.Status.RETURNED)
        return Q(status__in=drafts) & Q(school_id__in=_own_schools(asker))

    def sign(self, asker: Asker) -> Q:
        """The lead school's heads, once they are asked or on their own, until it is submitted."""
        return EDITABLE & ~Q(status=Application.Status.SIGNED) & _heads(asker)

    def follow(self, asker: Asker) -> Q:
        """Is told how it goes: the lead school's SENCO, and its heads where they wrote or submitted
        it themselves."""
        sencos = schools_of(asker, Post.Kind.SENCO)
        by_own_hand = Authorship.objects.filter(
            application_id=OuterRef("pk"),
            person_id=OuterRef("asker"),
            part__in=(Authorship.Part.WROTE, Authorship.Part.SUBMITTED),
        )
        return Q(school_id__in=sencos) | _heads(asker) & Q(Exists(by_own_hand))

    def take_turn(self, asker: Asker) -> Q:
        """It waits for them: to be written for whoever follows it or shares the draft, to be
        signed for the heads, and once it is signed to be submitted for whoever follows it."""
        status = Application.Status
        writing = Q(status__in=(status.DRAFT, status.RETURNED))
        return (
            (writing | Q(status=status.SIGNED)) & self.follow(asker)
            | writing & _shared(asker)
            | Q(status=status.TO_SIGN) & _heads(asker)
        )

    def withdraw(self, asker: Asker) -> Q:
        """Until a panel has decided and published."""
        return Q(status__in=Application.BEFORE_PANEL) & Q(school_id__in=_own_schools(asker))


class OutcomeAccess(Access):
    def read(self, asker: Asker) -> Q:
        """The applicant schools', whole, with its letter. Advice and money alike."""
        return as_author(asker, "application")


class PartAccess(Access):
    """The parts of an application: its schools, pupils, authors and history."""

    def read(self, asker: Asker) -> Q:
        return (
            Q(application__school_id__in=_own_schools(asker))
            | Q(application_id__in=_partner(asker))
            | _shared(asker, "application__")
        )


def _offices(asker: Asker, *kinds: str, cluster: str = "cluster_id") -> Q:
    return Q(**{f"{cluster}__in": offices_of(asker, *kinds)})


def _hidden(asker: Asker, cluster: str) -> Q:
    """Awaits an outcome from this cluster: an own application that is not published yet."""
    return asker.has(BalanceHidden.objects.filter(cluster_id=OuterRef(cluster)))


def _own_families(asker: Asker) -> list[Any]:
    """Schools where the person has a post, and those at which an office of theirs is based or by
    which it is employed, where the cluster counts that; schools of one family are one."""
    live: QuerySet = Office.objects.live()
    base = live.filter(base_school__isnull=False, cluster__rules__base_school_counts=True)
    employer = live.filter(employer_school__isnull=False, cluster__rules__employer_counts=True)
    return [
        asker.ids(Post.objects.live(), "school__family", key="families"),
        asker.ids(base, "base_school__family", key="base families"),
        asker.ids(employer, "employer_school__family", key="employer families"),
    ]


def _involved(asker: Asker) -> Q:
    """Took part in deciding on an instalment's award, or it pays a school of their own."""
    barred = AwardBarred.objects.filter(award_id=OuterRef("award_id"), person_id=OuterRef("asker"))
    families = _own_families(asker)
    own = any_of(Q(award__school__family__in=found) for found in families)
    applicants = asker.inside(ApplicantSchool.objects.all()).filter(
        any_of(Q(school__family__in=found) for found in families),
        application_id=OuterRef("award__application_id"),
    )
    return Q(Exists(barred)) | own | Q(Exists(applicants))


def _at_school(asker: Asker, school: str) -> Q:
    posts = Post.objects.live().filter(kind__in=PAID_AT_SCHOOL)
    return Q(**{f"{school}__in": asker.ids(posts, "school_id", key="paid at school")})


def _open() -> Q:
    """Instalments still to pay, which nobody holds."""
    held = Hold.objects.filter(instalment_id=OuterRef("pk"), ended_at__isnull=True)
    return Q(released_at__isnull=True, stopped_at__isnull=True) & ~Q(Exists(held))


class FundAccess(Access):
    def read(self, asker: Asker) -> Q:
        """That it is there, its dates, and what was paid: the cluster's officers and members."""
        return _offices(asker, *SEEING_THE_FUND)

    def read_balance(self, asker: Asker) -> Q:
        """What is reserved and left, which to those who await an outcome would tell it, and to a
        governor what the panel decided and has not published."""
        return _offices(asker, *MONEY, Kind.MEMBER) & ~_hidden(asker, "cluster_id")

    def read_published_balance(self, asker: Asker) -> Q:
        """What is left without regard to decisions that are not published."""
        return self.read(asker) & ~_hidden(asker, "cluster_id")

    def read_ledger(self, asker: Asker) -> Q:
        return _offices(asker, *MONEY)

    def keep(self, asker: Asker) -> Q:
        """Put money in, enter what was brought forward, correct: the finance officer."""
        return _offices(asker, *FINANCE)


class LedgerAccess(Access):
    def read(self, asker: Asker) -> Q:
        open_to = ~Q(cause__in=UNPUBLISHED_CAUSES) | ~_hidden(asker, "cluster_id")
        return _offices(asker, *MONEY) & open_to

    def correct(self, asker: Asker) -> Q:
        """Take back money that was entered by mistake, once."""
        done = LedgerEntry.objects.filter(corrects_id=OuterRef("pk"))
        entered = Q(cause__in=(Cause.ALLOCATION, Cause.OPENING), award__isnull=True)
        # Whether it is refused tells of what is left.
        tells = _hidden(asker, "cluster_id")
        return _offices(asker, *FINANCE) & entered & ~Q(Exists(done)) & ~tells


class LedgerLineAccess(Access):
    def read(self, asker: Asker) -> Q:
        open_to = ~Q(entry__cause__in=UNPUBLISHED_CAUSES) | ~_hidden(asker, "cluster_id")
        return _offices(asker, *MONEY) & open_to


class AwardAccess(Access):
    def read(self, asker: Asker) -> Q:
        """The school's own, and those of the officers' cluster."""
        return _offices(asker, *MONEY) | _at_school(asker, "school_id")

    def see_people(self, asker: Asker) -> Q:
        """Who released and countersigned, and why a payment is held: the cluster's officers."""
        return _offices(asker, *MONEY)

    def receive(self, asker: Asker) -> Q:
        """Told when a payment of it is released: its school's people."""
        return _at_school(asker, "school_id")

    def read_conditions(self, asker: Asker) -> Q:
        """Words about a case: its school, and whoever may pay only once they are met. Others of
        the panel read them by its own door, unless they are silent there."""
        return _offices(asker, *FINANCE) | _at_school(asker, "school_id")

    def see_title(self, asker: Asker) -> Q:
        """What its application is called: whoever reads that at its schools."""
        return as_author(asker, "application")

    def return_unspent(self, asker: Asker) -> Q:
        return _offices(asker, *FINANCE)

    def stop(self, asker: Asker) -> Q:
        """Pay no more of it: the pupil left, or the plan ended early."""
        return _offices(asker, *FINANCE, Kind.CLUSTER_SENCO)


class InstalmentAccess(Access):
    def read(self, asker: Asker) -> Q:
        return _offices(asker, *MONEY) | _at_school(asker, "award__school_id")

    def see_title(self, asker: Asker) -> Q:
        """What its award's application is called: whoever reads that at its schools."""
        return as_author(asker, "award__application")

    def read_advice(self, asker: Asker) -> Q:
        """The advice of payment, once it is released: whoever reads the payment."""
        return self.read(asker) & Q(released_at__isnull=False)

    def queue(self, asker: Asker) -> Q:
        """See it among the payments to release: the cluster's officers."""
        return _offices(asker, *MONEY)

    def receive(self, asker: Asker) -> Q:
        """Expect it: the school's people."""
        return _at_school(asker, "award__school_id")

    def read_conditions(self, asker: Asker) -> Q:
        """Those of its award."""
        return _offices(asker, *FINANCE) | _at_school(asker, "award__school_id")

    def release(self, asker: Asker) -> Q:
        """The cluster's finance officer, once it is due. Somebody involved may too: the money
        then waits for a countersignature (`release_alone`)."""
        due = Q(due_on__lte=timezone.localdate(), asked_at__isnull=True)
        return _offices(asker, *FINANCE) & _open() & due

    def owe_release(self, asker: Asker) -> Q:
        """Some payment of the cluster's waits for them to release it."""
        payments = asker.inside(Instalment.objects.all()).filter(cluster_id=OuterRef("cluster_id"))
        return _offices(asker, *FINANCE) & Q(Exists(payments.filter(self.release(asker))))

    def release_alone(self, asker: Asker) -> Q:
        return self.release(asker) & ~_involved(asker)

    def countersign(self, asker: Asker) -> Q:
        """An uninvolved officer other than the one who released it."""
        waiting = Q(asked_at__isnull=False) & ~Q(released_by_id=F("asker"))
        return _offices(asker, *MONEY) & _open() & waiting & ~_involved(asker)

    def take_back(self, asker: Asker) -> Q:
        """Undo a release that still waits for its countersignature."""
        return _offices(asker, *FINANCE) & Q(asked_at__isnull=False, released_at__isnull=True)

    def hold(self, asker: Asker) -> Q:
        return _offices(asker, *HOLDING) & _open()

    def end_hold(self, asker: Asker) -> Q:
        held = Hold.objects.filter(instalment_id=OuterRef("pk"), ended_at__isnull=True)
        unpaid = Q(released_at__isnull=True, stopped_at__isnull=True)
        return _offices(asker, *HOLDING) & unpaid & Q(Exists(held))


class HoldAccess(Access):
    def read(self, asker: Asker) -> Q:
        return _offices(asker, *MONEY)


class BarredAccess(Access):
    def read(self, asker: Asker) -> Q:
        """One's own: whether one took part."""
        return Q(person_id=F("asker"))


class HiddenAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(person_id=F("asker"))


def _may_read(asker: Asker, to: str = "") -> Q:
    """Whole evaluations, by the path `to` them: the applicant schools' SENCOs and heads, always;
    the cluster's SENCO, chairs and panel members, once it is sent."""
    own = Q(**{f"{to}school_id__in": _own_schools(asker)}) | Q(
        **{f"{to}award__application_id__in": _partner(asker)}
    )
    sent = Q(**{f"{to}sent_at__isnull": False})
    officer = _offices(asker, *READING_EVALUATIONS, cluster=f"{to}cluster_id")
    return own | sent & officer & ~_stands_back(asker, to)


def _stands_back(asker: Asker, to: str) -> Q:
    """Was a silent observer of the case, or belongs to a school that it is about."""
    hidden = EvaluationHidden.objects.filter(
        award_id=OuterRef(f"{to}award_id"), person_id=OuterRef("asker")
    )
    families = _own_families(asker)
    own = any_of(Q(**{f"{to}school__family__in": found}) for found in families)
    applicants = asker.inside(ApplicantSchool.objects.all()).filter(
        any_of(Q(school__family__in=found) for found in families),
        application_id=OuterRef(f"{to}award__application_id"),
    )
    return Q(Exists(hidden)) | own | Q(Exists(applicants))


class EvaluationAccess(Access):
    def read(self, asker: Asker) -> Q:
        """Whole: the applicant schools' SENCOs and heads; once sent, the cluster's SENCO, chairs
        and panel members, unless they were silent observers of the case."""
        return _may_read(asker)

    def write(self, asker: Asker) -> Q:
        """Until it is sent: the award's school."""
        return Q(sent_at__isnull=True) & Q(school_id__in=_own_schools(asker))

    def send(self, asker: Asker) -> Q:
        return self.write(asker)

    def sign(self, asker: Asker) -> Q:
        """Once sent, where the cluster asks for a head's signature: the school's heads."""
        waiting = Q(sent_at__isnull=False, signed_at__isnull=True, cluster__rules__head_signs=True)
        return waiting & _heads(asker)

    def send_back(self, asker: Asker) -> Q:
        """Open it again, saying why: the cluster SENCO, and a head instead of signing."""
        sent = Q(sent_at__isnull=False)
        officer = _offices(asker, Kind.CLUSTER_SENCO) & ~_stands_back(asker, "")
        return sent & officer | self.sign(asker)

    def see_line(self, asker: Asker) -> Q:
        """Which award, whose, when it is due and whether it was sent; none of its words."""
        return _may_read(asker) | _offices(asker, *MONEY)

    def chase(self, asker: Asker) -> Q:
        """See it among those of a cluster: its officers."""
        return _offices(asker, *MONEY)

    def remind(self, asker: Asker) -> Q:
        """Write to the school, once it is due soon."""
        soon = timezone.localdate() + REMIND_BEFORE
        return Q(sent_at__isnull=True, due_on__lte=soon) & _offices(asker, *RUNNING)

    def take_turn(self, asker: Asker) -> Q:
        """It waits for them: due soon for whoever writes it, sent for whoever signs it, overdue
        for whoever may remind the school."""
        today = timezone.localdate()
        return (
            Q(due_on__lte=today + REMIND_BEFORE) & self.write(asker)
            | self.sign(asker)
            | Q(due_on__lt=today) & self.remind(asker)
        )

    def hear_of(self, asker: Asker) -> Q:
        """Told that it was sent: the cluster SENCO, unless a silent observer of the case."""
        return _offices(asker, Kind.CLUSTER_SENCO) & ~_stands_back(asker, "")

    def be_reminded(self, asker: Asker) -> Q:
        """The award's school's SENCO."""
        return Q(school_id__in=schools_of(asker, Post.Kind.SENCO))

    def be_told_overdue(self, asker: Asker) -> Q:
        """Once it is overdue its heads too."""
        return Q(school_id__in=_own_schools(asker))

    def read_money(self, asker: Asker) -> Q:
        """What was spent and what comes back, once it is sent: whoever has to do with the money."""
        sent = Q(sent_at__isnull=False)
        return sent & (_offices(asker, *MONEY) | _at_school(asker, "school_id"))

    def record_return(self, asker: Asker) -> Q:
        """Write down that the unspent money came back: the finance officer."""
        return Q(sent_at__isnull=False) & _offices(asker, *FINANCE)


class EvaluationPartAccess(Access):
    """What was reached, test results and history: whoever reads the evaluation."""

    def read(self, asker: Asker) -> Q:
        return _may_read(asker, "evaluation__")
