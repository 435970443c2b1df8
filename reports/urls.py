from django.urls import path

from reports.views import annual, first, impact, lost_mail

app_name = "reports"
YEAR = "impact/<str:cluster_id>/<int:first_year>/report/"
urlpatterns = [
    path("", first.home, name="home"),
    path("search/", first.search, name="search"),
    path("undelivered/", lost_mail.lost_mail_of_site, name="lost_mail_of_site"),
    path("undelivered/<str:cluster_id>/", lost_mail.lost_mail, name="lost_mail"),
    path("messages/<slug:mail_key>/", lost_mail.print_mail, name="print_mail"),
    path("messages/<slug:mail_key>.pdf", lost_mail.mail_file, name="mail_file"),
    path("messages/<slug:mail_key>/again", lost_mail.send_again, name="send_again"),
    path("messages/<slug:mail_key>/dealt-with", lost_mail.settle_mail, name="settle_mail"),
    path("impact/", impact.impact, name="impact"),
    path("impact/<str:cluster_id>/", impact.impact_of, name="impact_of"),
    path("impact/<str:cluster_id>/<int:first_year>", impact.impact_of, name="impact_year"),
    path("impact/<str:cluster_id>/<int:first_year>.csv", impact.impact_csv, name="impact_csv"),
    path(YEAR, annual.report, name="annual"),
    path(f"{YEAR}begin", annual.begin, name="begin_annual"),
    path(f"{YEAR}words/<str:part>", annual.words, name="annual_words"),
    path(f"{YEAR}make", annual.make, name="make_annual"),
    path(f"{YEAR}cancel", annual.cancel, name="cancel_annual"),
    path(f"{YEAR}<str:version_id>/page", annual.page, name="annual_page"),
    path(f"{YEAR}<str:version_id>/file", annual.file, name="annual_file"),
    path(f"{YEAR}<str:version_id>/release", annual.release, name="release_annual"),
]
