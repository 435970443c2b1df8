from django.urls import path

from complaints.views import erasing, following, handling, listing, making, naming, setting

app_name = "complaints"

urlpatterns = [
    # Open to everybody, without an account.
    path("complain/<str:cluster_id>/", making.start, name="start"),
    path("complain/<str:cluster_id>/<str:step>", making.ask, name="ask"),
    path("complaint/<str:token>/", following.follow, name="follow"),
    path("complaint/<str:token>/words", following.add_words, name="add_words"),
    path("complaint/<str:token>/contact", following.change_contact, name="change_contact"),
    path("complaint/<str:token>/next", following.ask_next, name="ask_next"),
    path("complaint/<str:token>/notes/<str:note_id>", following.answer_note, name="answer_note"),
    # For those who handle them.
    path("complaints/", listing.index, name="index"),
    path("complaints/record/<str:cluster_id>", listing.record, name="record"),
    path("complaints/<str:public_id>/", listing.complaint, name="complaint"),
    path("complaints/<str:public_id>/link", naming.renew_link, name="renew_link"),
    path("complaints/<str:public_id>/handler", naming.name_handler, name="name_handler"),
    path(
        "complaints/<str:public_id>/handler/<str:person_id>/end",
        naming.end_handler,
        name="end_handler",
    ),
    path("complaints/<str:public_id>/contact", naming.correct_contact, name="correct_contact"),
    path("complaints/<str:public_id>/decision", naming.connect_case, name="connect_case"),
    path(
        "complaints/<str:public_id>/decision/none", naming.disconnect_case, name="disconnect_case"
    ),
    path("complaints/<str:public_id>/concerned", naming.name_concerned, name="name_concerned"),
    path("complaints/<str:public_id>/note", handling.write_note, name="write_note"),
    path("complaints/<str:public_id>/outcome", handling.give_outcome, name="give_outcome"),
    path("complaints/<str:public_id>/next", handling.open_next, name="open_next"),
    path("complaints/<str:public_id>/authority", handling.tell_authority, name="tell_authority"),
    path("complaints/<str:public_id>/close", handling.close, name="close"),
    # How they go in a cluster, and what is over: part of its set-up.
    path("clusters/<str:cluster_id>/complaints", setting.procedures, name="procedures"),
    path("clusters/<str:cluster_id>/complaints/over", erasing.over, name="over"),
    path("clusters/<str:cluster_id>/complaints/over/<str:public_id>", erasing.erase, name="erase"),
    path(
        "clusters/<str:cluster_id>/complaints/<str:about>",
        setting.choose_procedure,
        name="choose_procedure",
    ),
    path(
        "clusters/<str:cluster_id>/complaints/<str:about>/<str:preset>",
        setting.change_procedure,
        name="change_procedure",
    ),
]
