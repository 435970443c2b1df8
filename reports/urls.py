from django.urls import path

from reports.views import annual, first, impact

app_name = "reports"
YEAR = "impact/<str:cluster_id>/<int:first_year>/report/"
urlpatterns = [
    path("", first.home, name="home"),
    path("search/", first.search, name="search"),
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
