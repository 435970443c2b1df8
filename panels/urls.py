from django.urls import path

from panels.views import checks, items, meetings, submitting

app_name = "panels"
urlpatterns = [
    path("applications/<slug:public_id>/submit", submitting.submit, name="submit"),
    path("checks/", checks.checks, name="checks"),
    path("checks/<slug:public_id>/", checks.check, name="check"),
    path("checks/<slug:public_id>/answer", checks.answer_check, name="answer_check"),
    path("checks/<slug:public_id>/interest", checks.declare_on_check, name="declare_on_check"),
    path("checks/<slug:public_id>/ready", checks.find_ready, name="find_ready"),
    path("checks/<slug:public_id>/return", checks.return_to_school, name="return_to_school"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/call/<slug:public_id>", meetings.call_meeting, name="call_meeting"),
    path("meetings/<slug:public_id>/", meetings.meeting, name="meeting"),
    path("meetings/<slug:public_id>/answer", meetings.answer_all, name="answer_all"),
    path("meetings/<slug:public_id>/add/<slug:check_id>", meetings.add_item, name="add_item"),
    path("meetings/<slug:public_id>/seats", meetings.give_seat, name="give_seat"),
    path(
        "meetings/<slug:public_id>/seats/<slug:person_id>",
        meetings.take_seat_away,
        name="take_seat_away",
    ),
    path("items/<slug:public_id>/", items.item, name="item"),
    path("items/<slug:public_id>/answer", items.answer_item, name="answer_item"),
    path("items/<slug:public_id>/interest", items.declare_on_item, name="declare_on_item"),
    path("items/<slug:public_id>/score", items.score, name="score"),
    path("items/<slug:public_id>/vote", items.vote, name="vote"),
    path("items/<slug:public_id>/note", items.note, name="note"),
    path("items/<slug:public_id>/lift/<slug:person_id>", items.lift, name="lift"),
]
