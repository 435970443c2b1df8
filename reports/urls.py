from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("undelivered/", views.lost_mail_of_site, name="lost_mail_of_site"),
    path("undelivered/<str:cluster_id>/", views.lost_mail, name="lost_mail"),
    path("messages/<slug:mail_key>/", views.print_mail, name="print_mail"),
    path("messages/<slug:mail_key>.pdf", views.mail_file, name="mail_file"),
    path("messages/<slug:mail_key>/again", views.send_again, name="send_again"),
    path("messages/<slug:mail_key>/dealt-with", views.settle_mail, name="settle_mail"),
    path("impact/", views.impact, name="impact"),
    path("impact/<str:cluster_id>/", views.impact_of, name="impact_of"),
    path("impact/<str:cluster_id>/<int:first_year>", views.impact_of, name="impact_year"),
    path("impact/<str:cluster_id>/<int:first_year>.csv", views.impact_csv, name="impact_csv"),
]
