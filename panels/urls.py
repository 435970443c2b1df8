from django.urls import path

from panels import views

app_name = "panels"
urlpatterns = [
    path("applications/<slug:public_id>/submit", views.submit, name="submit"),
    path("checks/", views.checks, name="checks"),
    path("checks/<slug:public_id>/", views.check, name="check"),
    path("checks/<slug:public_id>/answer", views.answer_check, name="answer_check"),
    path("checks/<slug:public_id>/interest", views.declare_on_check, name="declare_on_check"),
    path("checks/<slug:public_id>/ready", views.find_ready, name="find_ready"),
    path("checks/<slug:public_id>/return", views.return_to_school, name="return_to_school"),
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/call/<slug:public_id>", views.call_meeting, name="call_meeting"),
    path("meetings/<slug:public_id>/", views.meeting, name="meeting"),
    path("meetings/<slug:public_id>/answer", views.answer_all, name="answer_all"),
    path("meetings/<slug:public_id>/add/<slug:check_id>", views.add_item, name="add_item"),
    path("meetings/<slug:public_id>/seats", views.give_seat, name="give_seat"),
    path("meetings/<slug:public_id>/seats/<int:pk>", views.take_seat_away, name="take_seat_away"),
    path("items/<slug:public_id>/", views.item, name="item"),
    path("items/<slug:public_id>/answer", views.answer_item, name="answer_item"),
    path("items/<slug:public_id>/interest", views.declare_on_item, name="declare_on_item"),
    path("items/<slug:public_id>/score", views.score, name="score"),
    path("items/<slug:public_id>/vote", views.vote, name="vote"),
    path("items/<slug:public_id>/note", views.note, name="note"),
    path("items/<slug:public_id>/lift/<int:pk>", views.lift, name="lift"),
]
