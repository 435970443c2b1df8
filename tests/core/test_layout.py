import hashlib
import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import format_html

from core import dates
from core.context import mark_current
from core.templatetags import show

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
AMINA = SimpleNamespace(is_authenticated=True, name="Amina <b>North</b>")
PLACES = [
    {"label": "Oak School", "url": "/oak", "current": True},
    {"label": "North Cluster", "url": "/north", "current": False},
]
asked: list[str] = []


def frame_source(request: HttpRequest) -> dict:
    asked.append(request.path)
    return {
        "nav": [{"label": "Your school", "url": "/"}, {"label": "To sign", "url": "/sign"}],
        "acting_for": {"label": "Oak School", "choices": PLACES},
    }


@pytest.fixture(autouse=True)
def unframed(settings) -> None:
    """Amina is no user of the database, so the product's own navigation is not hers."""
    settings.FRAME_SOURCE = None


@pytest.fixture
def framed(settings) -> None:
    settings.FRAME_SOURCE = "tests.core.test_layout.frame_source"
    asked.clear()


def request_for(path: str = "/", user: object = AMINA) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    return request


def draw(template: str, request: HttpRequest | None = None, **context) -> BeautifulSoup:
    html = render_to_string(template, context, request or request_for())
    return BeautifulSoup(html, "html.parser")


def test_the_frame_shows_who_one_is_and_for_whom_one_acts(framed):
    header = draw("core/help.html", request_for("/sign/7")).header

    menu = header.select_one(".app-header__place")
    assert [a["href"] for a in menu.select("a")] == ["/north"]
    assert "Oak School" in menu.summary.text
    assert "Amina <b>North</b>" in header.select_one(".app-header__account summary").text
    current = header.select("[aria-current]")
    assert [a.text.strip() for a in current] == ["To sign"]


def test_signing_out_is_a_post_with_a_token(framed):
    form = draw("core/help.html").select_one(".app-header__account form")

    assert form["method"] == "post"
    assert form.select_one("[name=csrfmiddlewaretoken]")
    assert form.button.text == "Sign out"


def test_a_visitor_sees_no_account_and_no_navigation(framed):
    visitor = SimpleNamespace(is_authenticated=False)
    header = draw("core/help.html", request_for(user=visitor)).header

    assert header.select(".app-header__account, .app-header__place, nav") == []
    assert asked == []


def test_a_fragment_does_not_ask_for_the_frame(framed):
    draw("core/_tag.html", words="Draft")
    assert asked == []

    draw("core/help.html", request_for("/help"))
    assert asked == ["/help"]


def test_the_longest_address_that_fits_is_the_current_one():
    items = [{"label": "a", "url": "/"}, {"label": "b", "url": "/sign"}]

    assert [item["current"] for item in mark_current(items, "/sign/7")] == [False, True]
    assert [item["current"] for item in mark_current(items, "/else")] == [True, False]
    assert mark_current([], "/") == []


def test_a_page_elsewhere_belongs_to_the_item_that_names_it():
    items = [
        {"label": "a", "url": "/clusters/", "also": ("/schools/",)},
        {"label": "b", "url": "/s"},
    ]

    assert [item["current"] for item in mark_current(items, "/schools/1/people")] == [True, False]
    assert [item["current"] for item in mark_current(items, "/signing")] == [False, True]


def test_what_a_block_of_a_template_works_out_is_used_in_that_block():
    """`{% url … as x %}` in one block says nothing to another: a link with x would be missing."""
    wrong = {
        f"{path.relative_to(TEMPLATES)}: {name}"
        for path in TEMPLATES.rglob("*.html")
        for name in named_elsewhere(path.read_text())
    }

    assert wrong == set()


def test_a_name_of_another_block_would_be_found():
    said = '{% block a %}{% url "x" as y %}{% endblock %}{% block b %}{{ y }}{% endblock %}'

    assert named_elsewhere(said) == {"y"}
    assert named_elsewhere(said.replace("{{ y }}", '{% url "x" as y %}{{ y }}')) == set()


def named_elsewhere(template: str) -> set[str]:
    _, *parts = re.split(r"{% block \w+ %}", template)
    made = [set(re.findall(r" as (\w+) %}", part)) for part in parts]
    return {
        name
        for place, part in enumerate(parts)
        for others in (made[:place] + made[place + 1 :],)
        for name in set().union(*others) - made[place]
        if re.search(rf"\b{name}\b", part)
    }


@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_says_so_on_every_page(settings, demo):
    settings.DEMO = demo

    assert ("everything here is invented" in draw("core/help.html").text) is demo


def test_what_was_done_is_shown_with_its_next_thing():
    request = request_for()
    request._messages = _Kept(request)
    messages.success(request, format_html('Sent to {}. <a href="/next">Next</a>', "A&B"))
    messages.error(request, "<b>typed</b>")

    done, failed = draw("core/help.html", request).select(".govuk-notification-banner")

    assert done.select_one(".govuk-notification-banner__heading").text == "Sent to A&B. Next"
    assert done.a["href"] == "/next"
    assert "This did not happen" in failed.h2.text
    assert failed.select("b") == []


class _Kept(BaseStorage):
    """Messages of this request alone."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_a_page_about_a_fault_needs_no_request_and_no_database(name):
    page = BeautifulSoup(render_to_string(name), "html.parser")

    assert page.html["lang"] == "en-GB"
    assert len(page.select("h1")) == 1
    assert page.select_one("main a[href='/']")


def test_a_refusal_gives_its_reason():
    page = draw("403.html", exception="You have a post at Oak School.")

    assert "You have a post at Oak School." in page.main.text


def test_pages_keep_the_filters_of_a_list():
    page = Paginator(range(50), 5).get_page(3)
    links = draw("core/_pagination.html", request_for("/?q=a%26b&page=3"), page=page).select("a")

    assert {a["href"] for a in links} == {f"?q=a%26b&page={number}" for number in (1, 2, 3, 4, 10)}
    assert [a.text for a in links if a.has_attr("aria-current")] == ["3"]


def test_one_page_needs_no_pagination():
    page = Paginator(range(5), 5).get_page(1)

    assert draw("core/_pagination.html", page=page).select("nav") == []


@pytest.mark.parametrize(
    ("at_check", "said"), [(True, "Somebody else checks it."), (False, "You may stay in the room")]
)
def test_a_silent_observer_reads_why_and_what_it_means(at_check, said):
    why = "you have a post at Oak School"
    part = draw("core/_silent_observer.html", reason=why, at_check=at_check)

    assert f"because {why}." in part.text
    assert said in part.text
    assert ("room" in part.text) != at_check


def test_each_step_says_its_state_in_words():
    steps = [
        {"name": "Draft", "state": "done"},
        {"name": "Signed", "state": "current", "who": "Ben"},
        {"name": "Panel", "state": ""},
    ]
    items = draw("core/_steps.html", steps=steps).select("li")

    words = [" ".join(item.text.split()) for item in items]
    assert words == ["Draft Done", "Signed Now: with Ben", "Panel To come"]
    assert [item.get("aria-current") for item in items] == [None, "step", None]


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (date(2026, 5, 13), "yesterday"),
        (date(2026, 5, 14), "today"),
        (date(2026, 5, 15), "tomorrow"),
        (date(2026, 5, 16), "in 2 working days"),
        (date(2026, 5, 26), "in 7 working days"),
        (date(2026, 5, 11), "3 working days ago"),
        (date(2026, 8, 11), "in 62 working days"),
        (date(2026, 9, 14), "in about 4 months"),
        (date(2025, 2, 1), "about 15 months ago"),
        (date(2023, 5, 1), "about 3 years ago"),
        (datetime(2026, 5, 14, 23, 30, tzinfo=UTC), "tomorrow"),
        (None, ""),
    ],
)
def test_a_distance_counts_working_days(monkeypatch, there, words):
    monkeypatch.setattr(dates, "today", lambda: date(2026, 5, 14))

    assert show.distance(there) == words


def test_a_weekend_away_is_counted_in_days(monkeypatch):
    monkeypatch.setattr(dates, "today", lambda: date(2026, 5, 16))

    assert show.distance(date(2026, 5, 18)) == "in 2 days"


def test_amounts_days_times_and_counts_read_the_same_everywhere():
    evening = datetime(2026, 5, 14, 16, 30, tzinfo=UTC)

    assert show.pounds(1250_00) == "£1,250.00"
    assert show.day(evening) == "14 May 2026"
    assert show.weekday(date(2026, 5, 14)) == "Thursday 14 May 2026"
    assert show.clock(time(17)) == "5pm"
    assert show.moment(evening) == "5.30pm on Thursday 14 May 2026"
    assert [show.plural(n, "school") for n in (0, 1, 1200)] == [
        "0 schools",
        "1 school",
        "1,200 schools",
    ]
    assert show.plural(2, "person,people") == "2 people"
    assert [show.pounds(None), show.day(None), show.clock(None)] == ["", "", ""]


# What the content security policy would block, or what would need it loosened.
FORBIDDEN = re.compile(
    r"""<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|["'(]data:|hx-on|"""
    r"""<script(?![^>]*\ssrc=)|(?:src|<link[^>]*href)\s*=\s*["'](?:https?:)?//""",
    re.IGNORECASE,
)
# An e-mail or a printed document is not under the policy of the pages.
PAGES = [
    path
    for path in sorted(TEMPLATES.rglob("*.html"))
    if not {"email", "document"} & set(path.relative_to(TEMPLATES).parts)
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_page_has_anything_inline(path):
    assert FORBIDDEN.findall(path.read_text()) == []


@pytest.mark.parametrize(
    "markup",
    [
        "<style>",
        '<p style="color: red">',
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        '<img src="data:image/png;base64,x">',
        "<script>go()</script>",
        '<script src="https://elsewhere.example/x.js">',
        '<div hx-on:click="go()">',
    ],
)
def test_what_is_inline_would_be_found(markup):
    assert FORBIDDEN.search(markup)


@pytest.mark.parametrize("folder", [STATIC / "vendor", STATIC.parent / "tests" / "vendor"])
def test_vendored_files_are_the_ones_that_were_fetched(folder):
    listed = dict(
        reversed(line.split("  ./")) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )

    assert listed == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix in {".css", ".js", ".woff2"}
    }


def test_every_static_file_is_found_by_the_ones_that_name_it(tmp_path):
    """The manifest storage fails on a url() or a source map that names a missing file."""
    storage = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    source = FileSystemStorage(STATIC)
    names = [str(p.relative_to(STATIC)) for p in sorted(STATIC.rglob("*")) if p.is_file()]
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)

    outcomes = list(storage.post_process({name: (storage, name) for name in names}))

    assert [processed for _, _, processed in outcomes if isinstance(processed, Exception)] == []
    css = (tmp_path / storage.hashed_files["app.css"]).read_text()
    assert len(re.findall(r"url\(\"?vendor/source-sans-3-\w+\.[0-9a-f]{12}\.woff2", css)) == 2


def test_the_look_is_our_own():
    css = (STATIC / "vendor" / "govuk-frontend.css").read_text()

    assert "url(" not in css
    assert "GDS Transport" not in css
    assert "crown" not in css
    assert "Source Sans 3" in css


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_our_colours_can_be_read():
    css = (STATIC / "app.css").read_text()
    colours = dict(re.findall(r"--app-([\w-]+): (#[0-9a-f]{6});", css))

    pairs = [
        (text, ground)
        for text in ("accent", "accent-dark", "warning", "quiet")
        for ground in ("#ffffff", colours["accent-tint"], colours["warning-tint"])
    ]
    assert {
        pair: contrast(colours[pair[0]], pair[1])
        for pair in pairs
        if contrast(colours[pair[0]], pair[1]) < 4.5
    } == {}
    assert contrast("#777777", "#ffffff") < 4.5
