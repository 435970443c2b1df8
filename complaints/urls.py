from django.urls import path

from complaints.views import following, handling, listing, making

app_name = "complaints"

urlpatterns = [
    # Open to everybody, without an account.
    path("complain/<str:cluster_id>/", making.start, name="start"),
    path("complain/<str:cluster_id>/<str:step>", making.ask, name="ask"),
    path("complaint/<str:token>/", following.follow, name="follow"),
    path("complaint/<str:token>/words", following.add_words, name="add_words"),
    path("complaint/<str:token>/next", following.ask_next, name="ask_next"),
    path("complaint/<str:token>/notes/<str:note_id>", following.answer_note, name="answer_note"),
    # For those who handle them.
    path("complaints/", listing.index, name="index"),
    path("complaints/record/<str:cluster_id>", listing.record, name="record"),
    path("complaints/<str:public_id>/", listing.complaint, name="complaint"),
    path("complaints/<str:public_id>/link", handling.renew_link, name="renew_link"),
    path("complaints/<str:public_id>/handler", handling.name_handler, name="name_handler"),
    path("complaints/<str:public_id>/concerned", handling.name_concerned, name="name_concerned"),
    path("complaints/<str:public_id>/note", handling.write_note, name="write_note"),
    path("complaints/<str:public_id>/outcome", handling.give_outcome, name="give_outcome"),
    path("complaints/<str:public_id>/next", handling.open_next, name="open_next"),
    path("complaints/<str:public_id>/authority", handling.tell_authority, name="tell_authority"),
    path("complaints/<str:public_id>/close", handling.close, name="close"),
]
