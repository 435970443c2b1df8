"""PDF files: the same bytes for the same content, PDF/UA-1, and nothing fetched from outside."""

import sys
from datetime import date

import pytest
from django.template import engines

from core import pdf
from tests.core.papers import faults_of, held_in

DOCUMENT = """{% extends "document/base.html" %}
{% block head %}North Cluster{% endblock %}
{% block main %}
  <h1>A paper</h1>
  <ul class="contents"><li><a href="#costs">Costs</a></li></ul>
  <section class="part" data-item="Item 4">
    <h2 id="costs">Costs</h2>
    <table>
      <caption>What it costs</caption>
      <thead><tr><th scope="col">For</th><th scope="col">Cost</th></tr></thead>
      <tbody><tr><th scope="row">Assistant</th><td>£1,250.00</td></tr></tbody>
    </table>
    MORE
  </section>
{% endblock %}"""
OUTSIDE = (
    "http://our-files.invalid/etc/passwd",
    "http://our-files.invalid/static/../manage.py",
    "http://our-files.invalid/static/%2e%2e/manage.py",
    "http://elsewhere.example/static/document.css",
    "https://our-files.invalid/static/document.css",
    "file:///etc/passwd",
    "data:text/css,p{}",
)


def page_with(more: str = "", dated: date = date(2026, 5, 14)) -> str:
    template = engines["django"].from_string(DOCUMENT.replace("MORE", more))
    return template.render({"title": "A paper", "dated": dated})


def test_a_file_is_the_same_bytes_each_time_and_other_bytes_for_another_word():
    first = pdf.file_of(page_with())

    assert pdf.file_of(page_with()) == first
    assert pdf.file_of(page_with("<p>Word</p>")) != first


def test_a_file_is_pdf_ua_with_contents_heads_numbers_and_bookmarks():
    made = pdf.file_of(page_with())
    held = held_in(made)

    assert faults_of(made) == []
    assert held.bookmarks == ("A paper", "Costs")
    assert held.links == {"costs"}
    assert "Costs" in held.pages[0]
    assert "Page 1 of 2" in held.pages[0]
    assert "North Cluster" in held.pages[1]
    assert "Item 4" in held.pages[1]
    assert "2026-05-14" in held.everything
    assert "A paper" in held.metadata


def test_the_check_finds_what_is_wrong():
    """The control: a picture without words is a fault."""
    assert faults_of(pdf.file_of(page_with('<svg width="9" height="9"></svg>'))) != []


@pytest.mark.parametrize("address", OUTSIDE)
def test_nothing_is_fetched_but_our_own_static_files(address):
    with pytest.raises(pdf.RefusedAddress):
        pdf.static_file(address)
    with pytest.raises(pdf.RefusedAddress):
        pdf.file_of(page_with(f'<img src="{address}" alt="A picture">'))


def test_our_own_static_files_are_found():
    """The control: the fetcher does not refuse everything."""
    assert pdf.static_file(f"{pdf.HERE}/static/document.css").name == "document.css"


def test_where_pango_is_missing_the_page_is_there_to_print(monkeypatch):
    class NoPango:
        def find_spec(self, name, *rest):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])

    answer = pdf.response(page_with(), "paper")

    assert answer["Content-Type"].startswith("text/html")
    assert "Assistant" in answer.content.decode()


def test_a_file_is_saved_under_its_name_and_kept_by_no_cache():
    answer = pdf.response(page_with(), "paper-K7QFM")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="paper-K7QFM.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
