from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("clusters.urls")),
    path("", include("funding.urls")),
    path("", include("panels.urls")),
    path("", include("complaints.urls")),
    path("", include("reports.urls")),
]

if settings.DEMO:
    urlpatterns += [path("demo/", include("reports.demo_urls"))]

handler404 = "core.views.page_not_found"
