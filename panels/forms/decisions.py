"""What the panel decided, one form an outcome, and the words of a correction."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from clusters.models import PanelDate, SchoolTerm
from core.checked import CheckedTextForm
from core.dates import format_day, format_weekday
from core.errors import ChangedMeanwhile, DomainError
from core.forms import LongTextField, MoneyField
from core.money import format_pounds
from core.templatetags.show import plural
from funding.models import CostLine, Outcome
from panels.models import AgendaItem, Decision

ALL_MET = (
    "All are ticked to begin with. Untick those that are not met: the letter gives the others as "
    "the reasons."
)
READ_BY = "The school reads these words in its letter, and may show them to the family."


class TermChoice(forms.ModelChoiceField):
    def label_from_instance(self, term: Any) -> str:
        return f"{term.name}, from {format_day(term.starts_on)}"


class LaterPanelChoice(forms.ModelChoiceField):
    def label_from_instance(self, panel: Any) -> str:
        return format_weekday(panel.held_on)


class SeenForm(CheckedTextForm):
    """Carries a stamp of what stood when it was opened, and what stands once that was refused."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def refuse(self, error: DomainError) -> None:
        if isinstance(error, ChangedMeanwhile):
            self.data = self.data.copy()
            self.data["seen"] = error.now
        super().refuse(error)


class DecisionForm(SeenForm):
    """What every decision says: why, and how the panel came to it."""

    outcome: str
    reasons = LongTextField(max_words=300, help_text=READ_BY)
    by_consensus = forms.TypedChoiceField(
        label="How did the panel decide?",
        choices=[(True, "Everybody agreed"), (False, "Most agreed")],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        initial=True,
    )
    checked: tuple[str, ...] = ("reasons", "conditions", "next_step")

    class Meta:
        model = Decision
        fields = ["reasons", "by_consensus"]

    def __init__(self, *args: Any, item: AgendaItem, divided: bool = False, **kwargs: Any) -> None:
        """`divided` where a vote stands against: then nobody is said to have agreed."""
        super().__init__(*args, **kwargs)
        self.item, self.divided = item, divided
        self.checked = tuple(name for name in self.checked if name in self.fields)
        self.initial["seen"] = self.instance.stamp if self.instance.pk else ""
        # Words of another outcome are not the words of this one.
        self.anew = not self.instance.pk or self.instance.outcome != self.outcome
        if self.anew:
            self.initial |= dict.fromkeys(("reasons", "conditions", "next_step"), "")
            self.initial["by_consensus"] = None if divided else True

    def decision(self) -> Decision:
        """What was entered, ready to be recorded; whatever another outcome had is gone."""
        decision: Decision = self.instance
        decision.outcome = self.outcome
        if "criteria" not in self.fields:
            decision.criteria = []
        for name in ("conditions", "next_step"):
            if name not in self.fields:
                setattr(decision, name, "")
        for name in ("terms", "first_term", "deferred_to"):
            if name not in self.fields:
                setattr(decision, name, None)
        return decision

    def granted(self) -> dict[CostLine, int]:
        return {}

    @property
    def gives_more(self) -> bool:
        return False


class AwardForm(DecisionForm):
    outcome = Outcome.Kind.AWARD
    criteria = forms.MultipleChoiceField(
        label="Which criteria are met?", required=False, widget=forms.CheckboxSelectMultiple
    )
    reasons = LongTextField(
        label="Reasons, in the panel’s words",
        max_words=300,
        required=False,
        help_text="You can leave them out where all that was asked is given and the criteria say "
        f"it all. {READ_BY}",
    )
    terms = forms.TypedChoiceField(
        label="For how many terms?", coerce=int, widget=forms.RadioSelect
    )
    first_term = TermChoice(
        label="Which term does it start in?",
        queryset=SchoolTerm.objects.none(),
        to_field_name="starts_on",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    conditions = LongTextField(
        label="Conditions (optional)",
        max_words=200,
        required=False,
        help_text="What the school has to do for the money. Never that it gives up a right.",
    )
    submit_label = "Record the award"

    class Meta(DecisionForm.Meta):
        fields = ["terms", "first_term", "criteria", "reasons", "conditions", "by_consensus"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        application = self.item.application
        given = {line.cost_line_id: line.amount_pence for line in _lines_of(self.instance)}
        costs: Iterable[CostLine] = application.cost_lines.all()
        self.costs = {f"cost_{cost.public_id}": cost for cost in costs}
        amounts = {
            name: MoneyField(
                label=f"Granted of: {cost.what}",
                initial=given.get(cost.pk, cost.amount_pence),
                help_text=f"Asked: {format_pounds(cost.amount_pence)}. Enter 0 for nothing.",
                error_messages={"required": f"Enter what is granted of “{cost.what}”, 0 for none"},
            )
            for name, cost in self.costs.items()
        }
        self.fields = amounts | self.fields
        if "more" in self.data:
            self._ask_whether_more()
        self._offer_criteria()
        most = self.item.meeting.cluster.rules.most_terms
        counts = [(number, plural(number, "term")) for number in range(1, most + 1)]
        self.fields["terms"].choices = counts  # type: ignore[attr-defined]
        terms = SchoolTerm.objects.filter(
            cluster_id=self.item.cluster_id, ends_on__gte=timezone.localdate()
        )
        self.fields["first_term"].queryset = terms  # type: ignore[attr-defined]
        # Chosen by what the page shows of it, not by a table's key as a model form would.
        known = self.instance if self.instance.first_term_id else application
        self.initial |= {"terms": known.terms, "first_term": known.first_term}

    def _offer_criteria(self) -> None:
        lines = self.item.meeting.cluster.rules.criteria_lines
        self.fields["criteria"].choices = [  # type: ignore[attr-defined]
            (line, line) for line in dict.fromkeys([*lines, *self.instance.criteria])
        ]
        if self.anew and not self.divided:
            self.initial["criteria"] = lines
            self.fields["criteria"].help_text = ALL_MET

    def _ask_whether_more(self) -> None:
        more = forms.BooleanField(label="The panel gives more than was asked", required=False)
        amounts = {name: self.fields.pop(name) for name in self.costs}
        self.fields = {**amounts, "more": more, **self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        said = cleaned.get("reasons") or cleaned.get("criteria")
        if not said and "reasons" not in self.errors:
            self.add_error("reasons", "Give the reasons: tick a criterion or enter them")
        return cleaned

    def refuse(self, error: DomainError) -> None:
        if error.field == "more" and "more" not in self.fields:
            self._ask_whether_more()
        super().refuse(error)

    def granted(self) -> dict[CostLine, int]:
        return {cost: self.cleaned_data[name] for name, cost in self.costs.items()}

    @property
    def gives_more(self) -> bool:
        return bool(self.cleaned_data.get("more"))


class DeclineForm(DecisionForm):
    outcome = Outcome.Kind.DECLINE
    reasons = LongTextField(
        label="Why did the panel say no?",
        max_words=300,
        help_text=READ_BY,
        error_messages={"required": "Enter why the panel said no"},
    )
    next_step = LongTextField(
        label="What can the school do next?",
        max_words=200,
        error_messages={"required": "Enter what the school can do next"},
    )
    submit_label = "Record that it is not awarded"

    class Meta(DecisionForm.Meta):
        fields = ["reasons", "next_step", "by_consensus"]


class AdviseForm(DeclineForm):
    outcome = Outcome.Kind.ADVISE
    reasons = LongTextField(
        label="Why does the panel give advice and no money?",
        max_words=300,
        help_text=READ_BY,
        error_messages={"required": "Enter why the panel gives advice and no money"},
    )
    next_step = LongTextField(
        label="What does the panel advise?",
        max_words=300,
        help_text="What to try, with whose help, and when to look at it again.",
        error_messages={"required": "Enter the panel’s advice"},
    )
    submit_label = "Record the advice"


class DeferForm(DecisionForm):
    outcome = Outcome.Kind.DEFER
    reasons = LongTextField(
        label="Why is it deferred?",
        max_words=300,
        help_text=READ_BY,
        error_messages={"required": "Enter why it is deferred"},
    )
    deferred_to = LaterPanelChoice(
        label="Until which panel?",
        queryset=PanelDate.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the panel"},
    )
    next_step = LongTextField(
        label="What is needed from the school before then? (optional)",
        max_words=200,
        required=False,
    )
    submit_label = "Record that it is deferred"

    class Meta(DecisionForm.Meta):
        fields = ["deferred_to", "reasons", "next_step"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["by_consensus"]
        self.fields["deferred_to"].queryset = PanelDate.objects.filter(  # type: ignore[attr-defined]
            cluster_id=self.item.cluster_id,
            cancelled_at__isnull=True,
            started_at__isnull=True,
            held_on__gt=self.item.meeting.panel_date.held_on,
        )
        self.initial["deferred_to"] = self.instance.deferred_to


FORMS: dict[str, type[DecisionForm]] = {
    form.outcome: form for form in (AwardForm, DeclineForm, AdviseForm, DeferForm)
}


class CorrectionForm(SeenForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reasons = LongTextField(
        label="Reasons", max_words=400, error_messages={"required": "Enter the reasons"}
    )
    conditions = LongTextField(label="Conditions (optional)", max_words=200, required=False)
    next_step = LongTextField(label="What happens next (optional)", max_words=300, required=False)
    why = forms.CharField(
        label="What do you put right, and why?",
        max_length=300,
        help_text="The school reads it above the corrected letter.",
        error_messages={"required": "Enter what you put right"},
    )
    checked = ("reasons", "conditions", "next_step", "why")
    submit_label = "Publish the correction"

    class Meta:
        model = Outcome
        fields = ["reasons", "conditions", "next_step"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.version


def _lines_of(decision: Decision) -> Iterable[Any]:
    return decision.lines.all() if decision.pk else ()
