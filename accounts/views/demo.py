"""The first page of the demonstration: sign in as anybody with a click, without a password.

There is no address for it anywhere else, and `check --deploy` refuses the setting.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods

from accounts import sessions


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def choose(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    people = import_string(settings.DEMO_PEOPLE)()
    if request.method == "POST":
        chosen = request.POST.get("person")
        person = next((person for person, _ in people if person.public_id == chosen), None)
        if person is None:
            raise Http404
        sessions.sign_in_for_demo(request, person)
        return redirect(_next(request))
    links = import_string(settings.DEMO_LINKS)()
    return render(request, "accounts/demo.html", {"people": people, "links": links})


def _next(request: HttpRequest) -> str:
    url = request.GET.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else "/"


urlpatterns = [path("demo", choose, name="demo")]
