"""The request of a page that is not open: the middleware has made sure of the person."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    user: User
