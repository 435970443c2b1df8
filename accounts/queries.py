"""Reading people and their accounts."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Invitation, User


def person_with_address(email: str) -> User | None:
    """Who is known under an address: by one they have confirmed, else by where we write to them.

    Addresses are stored in lower case, everywhere.
    """
    email = email.strip().lower()
    confirmed = EmailAddress.objects.filter(email=email, verified=True).select_related("user")
    if found := confirmed.first():
        return found.user
    return User.objects.filter(email=email).first()


def has_joined(person: User) -> bool:
    """Whether they ever came in: an invitation is accepted by confirming an address."""
    return _confirmed().filter(user=person).exists()


def has_second_factor(person: User | AnonymousUser) -> bool:
    return _authenticators().filter(user_id=person.pk).exists()


def recovery_codes_left(person: User) -> int:
    codes = Authenticator.objects.filter(
        user=person, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return len(codes.wrap().get_unused_codes()) if codes else 0


def addresses(person: User) -> QuerySet[EmailAddress]:
    return EmailAddress.objects.filter(user=person).order_by("-primary", "email")


def open_invitations(person: User) -> QuerySet[Invitation]:
    return Invitation.objects.open().filter(person=person)


def matching(people: QuerySet[User], words: str) -> QuerySet[User]:
    """Those with every word somewhere in their name or one of their addresses."""
    for word in words.split():
        address = EmailAddress.objects.filter(user=OuterRef("pk"), email__icontains=word)
        people = people.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(Exists(address))
        )
    return people


def with_state(people: QuerySet[User]) -> QuerySet[User]:
    """Adds what the list of people says of each account, in the same query."""
    return people.annotate(
        joined=Exists(_confirmed().filter(user=OuterRef("pk"))),
        has_second_factor=Exists(_authenticators().filter(user=OuterRef("pk"))),
        is_invited=Exists(Invitation.objects.open().filter(person=OuterRef("pk"))),
    )


def _confirmed() -> QuerySet[EmailAddress]:
    return EmailAddress.objects.filter(verified=True)


def _authenticators() -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(type=Authenticator.Type.TOTP)
