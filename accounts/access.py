"""Who may see and do what to people's accounts."""

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import TYPED_TEXT_LASTS
from core.access import Access, Asker, administrators


class UserAccess(Access):
    def read(self, asker: Asker) -> Q:
        """Oneself; the site's administrators, everybody."""
        return Q(pk=F("asker")) | self.administer(asker)

    def oversee(self, asker: Asker) -> Q:
        """See the list of people and each one's page: administrators, themselves included."""
        return asker.has(administrators(), person="pk")

    def administer(self, asker: Asker) -> Q:
        """Close or reopen an account: an administrator, never their own."""
        return asker.has(administrators(), person="pk") & ~Q(pk=F("asker"))

    def place(self, asker: Asker) -> Q:
        """Give posts and offices to: anybody but oneself, since they decide conflicts."""
        return ~Q(pk=F("asker")) & Q(is_active=True)


class KeptEntryAccess(Access):
    def read(self, asker: Asker) -> Q:
        """Whoever typed it, for half an hour."""
        return Q(person=F("asker"), kept_at__gt=timezone.now() - TYPED_TEXT_LASTS)
