"""Routed under /demo/ in the demonstration alone."""

from django.urls import path

from reports.views import first

app_name = "demo"
urlpatterns = [
    path("outbox/", first.outbox, name="outbox"),
    path("outbox/<slug:key>/", first.outgoing_mail, name="mail"),
]
