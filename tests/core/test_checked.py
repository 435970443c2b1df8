"""Forms look through what people type, and say all that they found at once."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.checked import CheckedForm
from core.forms import LongTextField
from funding.forms import SendBackForm, StartForm
from panels.forms import InterestForm, LiftForm, NoteForm, ReadyForm, ReturnForm


class LetterForm(CheckedForm):
    opening = forms.CharField(label="Opening")
    words = LongTextField(label="Words")
    checked = ("opening", "words")


UPN, NAME = "UPN B801200005001", "Amelia"


def page_of(form: CheckedForm) -> BeautifulSoup:
    request = RequestFactory().get("/")
    return BeautifulSoup(
        render_to_string("core/_form.html", {"form": form}, request), "html.parser"
    )


def test_what_is_refused_and_what_is_asked_about_are_shown_at_once():
    form = LetterForm({"opening": f"About {NAME}.", "words": f"{UPN}, and {NAME} reads little."})

    assert not form.is_valid()

    said = {name: [error.split(":")[0] for error in form.errors[name]] for name in form.errors}
    assert said == {"opening": ["“Amelia”"], "words": ["“B801200005001”", "“Amelia”"]}
    assert page_of(form).select_one("[name=keep_words]")


def test_confirming_keeps_what_was_asked_about_and_never_what_is_refused():
    confirmed = {"opening": f"About {NAME}.", "keep_words": "on"}

    refused = LetterForm(confirmed | {"words": f"{UPN} and {NAME}"})
    taken = LetterForm(confirmed | {"words": f"{NAME} reads little."})

    assert [error.split(":")[0] for error in refused.errors["words"]] == ["“B801200005001”"]
    assert set(refused.errors) == {"words"}
    assert taken.is_valid()
    assert taken.cleaned_data == {"opening": "About Amelia.", "words": "Amelia reads little."}


def test_what_was_found_is_marked_under_its_field():
    before, after = "before " * 40, " after" * 40
    form = LetterForm({"opening": "Dear all", "words": f"{before}{NAME}{after} <b>Ella</b> too"})
    form.is_valid()

    [found] = page_of(form).select(".app-found")

    assert [mark.get_text() for mark in found.select("mark")] == ["Amelia", "Ella"]
    assert "before Amelia after" in found.get_text()
    assert "<b>Ella</b>" in found.get_text()
    assert len(found.get_text()) < 300
    assert found.find_previous("textarea")["name"] == "words"


def test_nothing_is_marked_in_words_that_are_clean_or_not_sent_yet():
    for form in (LetterForm(), LetterForm({"opening": "Dear all", "words": "Reads little."})):
        form.is_valid()
        assert page_of(form).select(".app-found, [name=keep_words]") == []


@pytest.mark.parametrize(
    ("form_class", "field"),
    [
        (StartForm, "title"),
        (SendBackForm, "words"),
        (ReadyForm, "note"),
        (ReturnForm, "needed"),
        (InterestForm, "detail"),
        (LiftForm, "why"),
        (NoteForm, "text"),
    ],
)
def test_every_text_about_a_case_is_looked_through(form_class, field):
    assert field in form_class.checked
