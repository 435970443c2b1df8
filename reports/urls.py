from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("impact/", views.impact, name="impact"),
    path("impact/<str:cluster_id>/", views.impact_of, name="impact_of"),
    path("impact/<str:cluster_id>/<int:first_year>", views.impact_of, name="impact_year"),
    path("impact/<str:cluster_id>/<int:first_year>.csv", views.impact_csv, name="impact_csv"),
]
