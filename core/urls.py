from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("health", views.health, name="health"),
    path("help", views.help_page, name="help"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("privacy", views.privacy, name="privacy"),
]
