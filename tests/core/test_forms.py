from datetime import date

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.errors import DomainError
from core.forms import BaseForm, DateField, LongTextField, MoneyField

KINDS = [("pupil", "One pupil"), ("group", "A <i>group</i>")]


class ApplyForm(BaseForm):
    name = forms.CharField(label="Full name", error_messages={"required": "Enter a name"})
    urn = forms.CharField(label="URN")
    email = forms.EmailField(label="Work email")
    kind = forms.ChoiceField(
        label="What is it for?", choices=[("", "---------"), *KINDS], widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label="Needs", choices=KINDS, widget=forms.CheckboxSelectMultiple
    )
    starts_on = DateField(label="When does it start?", called="the start date")
    amount = MoneyField(label="Amount", called="the amount asked for", most=6000_00)
    why = LongTextField(label="Why?", max_words=5, help_text="For the panel")
    sure = forms.BooleanField(label="I have read it")
    submit_label = "Submit to the May panel"


GOOD = {
    "name": "Amina North",
    "urn": "100001",
    "email": "amina@north.example",
    "kind": "pupil",
    "needs": ["group"],
    "starts_on_0": "1",
    "starts_on_1": "June",
    "starts_on_2": "2026",
    "amount": "£1,250.50",
    "why": "one two three four five",
    "sure": "on",
}


def page(form: forms.BaseForm, **context) -> BeautifulSoup:
    request = RequestFactory().get("/")
    html = render_to_string("core/form.html", {"form": form, **context}, request)
    return BeautifulSoup(html, "html.parser")


def money_errors(typed: str, **limits) -> list[str]:
    class AmountForm(BaseForm):
        amount = MoneyField(label="Amount", called="the amount asked for", **limits)

    return AmountForm({"amount": typed}).errors.get("amount", [])


def date_form(*typed: str, **kwargs) -> BaseForm:
    class DayForm(BaseForm):
        on = DateField(label="Start", called="the start date", **kwargs)

    return DayForm({f"on_{box}": part for box, part in enumerate(typed)})


def test_a_filled_form_gives_values_the_actions_take():
    form = ApplyForm(GOOD)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["starts_on"] == date(2026, 6, 1)
    assert form.cleaned_data["amount"] == 1250_50


def test_an_empty_form_says_in_words_what_to_enter():
    form = ApplyForm({})

    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "name": ["Enter a name"],
        "urn": ["Enter URN"],
        "email": ["Enter work email"],
        "kind": ["Answer “What is it for?”"],
        "needs": ["Choose needs"],
        "starts_on": ["Enter the start date"],
        "amount": ["Enter the amount asked for"],
        "why": ["Answer “Why?”"],
        "sure": ["Tick “I have read it” to go on"],
    }


def test_every_line_of_the_error_summary_leads_to_an_input_on_the_page():
    found = page(ApplyForm({}), heading="Apply")

    targets = [a["href"][1:] for a in found.select(".govuk-error-summary a")]
    inputs = {tag["id"] for tag in found.select("main :is(input, select, textarea)[id]")}
    assert len(targets) == 9
    assert set(targets) <= inputs
    assert found.title.text == "Error: Apply – SEND cluster"


def test_typed_text_stays_in_a_form_with_errors():
    typed = GOOD | {"amount": "1.250", "starts_on_1": "Juneish", "why": "a b c d e f"}
    found = page(ApplyForm(typed), heading="Apply")

    boxes = {tag["name"]: tag.get("value") or tag.text.strip() for tag in found.select("[name]")}
    kept = ["name", "amount", "starts_on_0", "starts_on_1", "starts_on_2", "why"]
    assert {name: boxes[name] for name in kept} == {name: typed[name] for name in kept}
    assert found.select_one("#id_kind_1").has_attr("checked")


def test_no_input_points_to_a_hint_or_error_that_is_not_there():
    found = page(ApplyForm({"starts_on_0": "1"}), heading="Apply")

    named = {
        name
        for tag in found.select("[aria-describedby]")
        for name in tag["aria-describedby"].split()
    }
    assert named - {tag["id"] for tag in found.select("[id]")} == set()
    assert "id_why-info" in named


def test_labels_hints_and_choices_are_escaped_whatever_asked_first():
    class SchoolForm(BaseForm):
        a = forms.CharField(help_text="<script>hint</script>")
        b = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect)
        c = forms.MultipleChoiceField(choices=KINDS, widget=forms.CheckboxSelectMultiple)

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            for field in self.fields.values():
                field.label = "<script>St Mary's</script>"

    for form in (SchoolForm(), SchoolForm({})):
        main = page(form, heading="x").main
        assert main.find_all(["script", "i"]) == []
        assert "<script>St Mary's</script>" in main.text
        assert "<script>hint</script>" in main.text


def test_a_radio_never_offers_the_blank_choice_of_a_model():
    found = page(ApplyForm(), heading="Apply")

    assert [tag["value"] for tag in found.select("[type=radio]")] == ["pupil", "group"]


def test_the_button_says_what_it_does_and_the_browser_checks_nothing():
    form = page(ApplyForm(), heading="Apply").select_one("main form")

    assert [button.text for button in form.select("button")] == ["Submit to the May panel"]
    assert form["method"] == "post"
    assert form.has_attr("novalidate")
    assert form.select_one("[name=csrfmiddlewaretoken]")
    assert form.select("[required]") == []


def test_one_question_is_the_heading_of_its_page():
    class KindForm(BaseForm):
        label_is_heading = True
        kind = forms.ChoiceField(label="For whom?", choices=KINDS, widget=forms.RadioSelect)

    found = page(KindForm())

    assert [h1.text.strip() for h1 in found.select("h1")] == ["For whom?"]


def test_a_refusal_stands_beside_its_field_or_above_the_form():
    beside, above = ApplyForm(GOOD), ApplyForm(GOOD)
    assert beside.is_valid()
    assert above.is_valid()

    beside.refuse(DomainError("The panel has closed.", field="starts_on"))
    above.refuse(DomainError("The panel has closed.", field="elsewhere"))

    assert beside.errors == {"starts_on": ["The panel has closed."]}
    assert above.errors == {"__all__": ["The panel has closed."]}
    summary = page(above, heading="x").select(".govuk-error-summary a")
    assert [(a["href"], a.text) for a in summary] == [("#id_name", "The panel has closed.")]


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("£1,250.00", 1250_00), ("1250", 1250_00), ("1,250.5", 1250_50), (" 0 ", 0), ("0.07", 7)],
)
def test_an_amount_is_read_as_people_write_it(typed, pence):
    assert MoneyField().clean(typed) == pence


@pytest.mark.parametrize("typed", ["1250,00", "1.250", "-5", "five", "1 250", "1,25,0"])
def test_an_amount_that_could_be_two_amounts_is_refused_in_a_sentence(typed):
    [sentence] = money_errors(typed)

    assert sentence.startswith(("Enter", "Put", "The"))


def test_an_amount_outside_its_bounds_is_refused_with_the_bound():
    assert money_errors("6,000", most=6000_00) == []
    assert money_errors("6,000.01", most=6000_00) == [
        "The amount asked for must be £6,000.00 or less"
    ]
    assert money_errors("0", least=1) == ["The amount asked for must be £0.01 or more"]


def test_a_stored_amount_is_shown_in_pounds_and_is_no_change():
    class AmountForm(BaseForm):
        amount = MoneyField(label="Amount")

    found = page(AmountForm(initial={"amount": 1250_00}), heading="x")

    assert found.select_one("#id_amount")["value"] == "1,250.00"
    assert not AmountForm({"amount": "1250"}, initial={"amount": 1250_00}).has_changed()
    assert AmountForm({"amount": "1250.01"}, initial={"amount": 1250_00}).has_changed()


@pytest.mark.parametrize("month", ["5", "05", "May", "may", " MAY "])
def test_a_month_may_be_a_number_or_a_word(month):
    form = date_form("14", month, "2026")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == date(2026, 5, 14)


@pytest.mark.parametrize(
    ("typed", "sentence", "boxes"),
    [
        (("", "", ""), "Enter the start date", set()),
        (("14", "", "2026"), "The start date must include a month", {"on_1"}),
        (("14", "", ""), "The start date must include a month and a year", {"on_1", "on_2"}),
        (("14", "5", "26"), "The start date must have a year of 4 figures, like 2026", {"on_2"}),
        (("30", "2", "2026"), "The start date must be a real date, like 14 5 2026", set()),
        (("1", "Ju", "2026"), "The start date must be a real date, like 14 5 2026", set()),
        (("1", "13", "2026"), "The start date must be a real date, like 14 5 2026", set()),
        (("1_0", "5", "2026"), "The start date must be a real date, like 14 5 2026", set()),
        (("١", "5", "2026"), "The start date must be a real date, like 14 5 2026", set()),
    ],
)
def test_a_wrong_date_says_what_is_wrong_and_marks_the_boxes(typed, sentence, boxes):
    form = date_form(*typed)
    marked = page(form, heading="x").select(".govuk-input--error")

    assert form.errors == {"on": [sentence]}
    every_box = {"on_0", "on_1", "on_2"}
    assert {tag["name"] for tag in marked} == (boxes or every_box)


def test_a_date_that_need_not_be_given_may_be_left_out():
    form = date_form("", "", "", required=False)

    assert form.is_valid()
    assert form.cleaned_data["on"] is None


def test_a_stored_date_fills_the_boxes_and_is_no_change():
    class DayForm(BaseForm):
        on = DateField(label="Start")

    stored = {"on": date(2026, 5, 14)}
    found = page(DayForm(initial=stored), heading="x")

    assert [found.select_one(f"#id_on_{box}")["value"] for box in range(3)] == ["14", "5", "2026"]
    assert not DayForm({"on_0": "14", "on_1": "5", "on_2": "2026"}, initial=stored).has_changed()


def test_words_over_the_limit_are_counted_back():
    assert LongTextField(max_words=5).clean(GOOD["why"]) == GOOD["why"]
    with pytest.raises(forms.ValidationError, match=r"Use 5 words or fewer\. You have used 6\."):
        LongTextField(max_words=5).clean("a b c d e f")
