"""Routed under /demo/ in the demonstration alone."""

from django.urls import path

from reports import views

app_name = "demo"
urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<slug:key>/", views.outgoing_mail, name="mail"),
]
