"""Every change to schools and posts that is more than one row's own save."""

from datetime import date

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from core import audit
from core.dates import format_day
from core.errors import DomainError
from schools.models import Post, School, SchoolLink

BATCH = 1000


@transaction.atomic
def give_post(
    *,
    person: User,
    school: School,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
) -> Post:
    if by is not None and by.pk == person.pk:
        raise DomainError("You cannot give yourself a post. Ask a colleague who may.")
    if ends_on and ends_on < starts_on:
        raise DomainError("The end is before the start. Enter a later end.", field="ends_on")
    if school.closed_on and school.closed_on < starts_on:
        raise DomainError(
            f"{school} closed on {format_day(school.closed_on)}. Choose an earlier start, or the "
            "school that took its place.",
            field="school",
        )
    # The lock keeps two people from giving one post with dates that overlap.
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    held = Post.objects.filter(person=person, school=school, kind=kind)
    clash = held.between(starts_on, ends_on or date.max).order_by("starts_on").first()
    if clash:
        raise DomainError(_already_held(clash), field="kind")
    post = Post.objects.create(
        person=person, school=school, kind=kind, starts_on=starts_on, ends_on=ends_on, given_by=by
    )
    audit.record(
        by=by,
        verb="give_post",
        subject=post,
        person=person.pk,
        school=school.pk,
        kind=kind,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on and ends_on.isoformat(),
    )
    return post


def _already_held(post: Post) -> str:
    title = post.get_kind_display()
    since = format_day(post.starts_on)
    until = f" to {format_day(post.ends_on)}" if post.ends_on else ""
    return (
        f"{post.person} is {title} at {post.school} from {since}{until} already. "
        "Choose other dates or another post."
    )


@transaction.atomic
def end_post(*, post: Post, ends_on: date, by: User | None) -> Post:
    """The last day of the post. A planned end may be brought forward, never put off."""
    post = (
        Post.objects.select_for_update(no_key=True)
        .select_related("person", "school")
        .get(pk=post.pk)
    )
    if by is not None and by.pk == post.person_id:
        raise DomainError("You cannot end a post of your own. Ask a colleague who may.")
    if post.ends_on and post.ends_on <= ends_on:
        raise DomainError(
            f"This post already ends on {format_day(post.ends_on)}. To go on after that day, give "
            "a new post that starts on the day after.",
            field="ends_on",
        )
    if ends_on < post.starts_on:
        raise DomainError(
            f"The post began on {format_day(post.starts_on)}. Enter that day or a later one.",
            field="ends_on",
        )
    before = post.ends_on
    post.ends_on = ends_on
    post.save(update_fields=["ends_on"])
    audit.record(
        by=by,
        verb="end_post",
        subject=post,
        ends_on=ends_on.isoformat(),
        before=before and before.isoformat(),
    )
    return post


@transaction.atomic
def settle_families() -> int:
    """Gives schools that count as one for a conflict the smallest URN among them.

    They are one when the register links them as predecessor and successor, or names the same
    federation. Returns how many schools changed family.
    """
    groups = Groups()
    links = SchoolLink.objects.values_list("school__urn", "successor__urn")
    for urn, successor in links.iterator():
        groups.join(urn, successor)
    # By name, over authorities: two federations of one name far apart never meet on a panel,
    # and a federation that straddles a border must not come apart.
    federated = School.objects.exclude(federation="").order_by("urn")
    first: dict[str, str] = {}
    for urn, federation in federated.values_list("urn", "federation").iterator():
        groups.join(urn, first.setdefault(federation.casefold(), urn))
    return _write_families(groups)


def _write_families(groups: "Groups") -> int:
    settled = School.objects.filter(Q(urn__in=groups.members()) | ~Q(family=F("urn")))
    changed = []
    for school in settled.only("urn", "family").order_by("urn"):
        family = groups.smallest(school.urn)
        if school.family != family:
            school.family = family
            changed.append(school)
    School.objects.bulk_update(changed, ["family"], batch_size=BATCH)
    return len(changed)


class Groups:
    """Which URNs belong together; the smallest of a group stands for it."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def smallest(self, urn: str) -> str:
        root = urn
        while self._parent.get(root, root) != root:
            root = self._parent[root]
        while self._parent.get(urn, urn) != root:
            self._parent[urn], urn = root, self._parent[urn]
        return root

    def join(self, one: str, other: str) -> None:
        low, high = sorted((self.smallest(one), self.smallest(other)))
        self._parent[high] = low
        self._parent.setdefault(low, low)

    def members(self) -> list[str]:
        return list(self._parent)
