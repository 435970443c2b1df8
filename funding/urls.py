from django.urls import path

from funding.views import applications, parts, sharing, signing

app_name = "funding"
urlpatterns = [
    path("applications/", applications.applications, name="applications"),
    path("applications/start", applications.start, name="start"),
    path("applications/<slug:public_id>/", applications.application, name="application"),
    path("applications/<slug:public_id>/withdraw", applications.withdraw, name="withdraw"),
    path("applications/<slug:public_id>/write/pupils", parts.pupils, name="pupils"),
    path(
        "applications/<slug:public_id>/write/pupils/<slug:code>/remove",
        parts.remove_pupil,
        name="remove_pupil",
    ),
    path("applications/<slug:public_id>/write/costs", parts.costs, name="costs"),
    path(
        "applications/<slug:public_id>/write/costs/<slug:line_id>",
        parts.cost,
        name="cost",
    ),
    path(
        "applications/<slug:public_id>/write/costs/<slug:line_id>/remove",
        parts.remove_cost,
        name="remove_cost",
    ),
    path("applications/<slug:public_id>/write/outcomes", parts.outcomes, name="outcomes"),
    path(
        "applications/<slug:public_id>/write/outcomes/<slug:outcome_id>",
        parts.outcome,
        name="outcome",
    ),
    path(
        "applications/<slug:public_id>/write/outcomes/<slug:outcome_id>/remove",
        parts.remove_outcome,
        name="remove_outcome",
    ),
    path("applications/<slug:public_id>/write/<slug:name>", parts.section, name="section"),
    path("applications/<slug:public_id>/share", sharing.share, name="share"),
    path(
        "applications/<slug:public_id>/share/<slug:person_id>/end",
        sharing.end_share,
        name="end_share",
    ),
    path("applications/<slug:public_id>/ask", signing.ask_to_sign, name="ask_to_sign"),
    path("applications/<slug:public_id>/sign", signing.sign, name="sign"),
    path("applications/<slug:public_id>/send-back", signing.send_back, name="send_back"),
    path("to-sign/", signing.to_sign, name="to_sign"),
]
