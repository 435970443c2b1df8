from django.urls import path

from funding import views

app_name = "funding"
urlpatterns = [
    path("applications/", views.applications, name="applications"),
    path("applications/start", views.start, name="start"),
    path("applications/<slug:public_id>/", views.application, name="application"),
    path("applications/<slug:public_id>/pupils/add", views.add_pupil, name="add_pupil"),
    path(
        "applications/<slug:public_id>/pupils/<slug:code>/remove",
        views.remove_pupil,
        name="remove_pupil",
    ),
    path("applications/<slug:public_id>/write/<slug:name>", views.section, name="section"),
]
