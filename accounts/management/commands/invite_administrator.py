from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts import actions
from core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Invites somebody by email and makes them an administrator of the site. "
        "For the first one, and for when none is left who can sign in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="full name, in quotation marks")
        parser.add_argument("email", help="work email address, where the link goes")

    def handle(self, *args: Any, name: str, email: str, **options: Any) -> None:
        validate_email(email)
        try:
            with transaction.atomic():
                person = actions.invite(name=name, email=email, by=None)
                actions.make_administrator(person=person, by=None)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{person.name} is an administrator. Their mail is in the outbox.")
