"""The words around the figures of an annual report."""

from core.checked import CheckedTextForm
from core.edits import EditForm
from core.fields import LongTextField
from reports.models import PARTS, AnnualReport

MOST_WORDS = 800


class _WordsForm(EditForm, CheckedTextForm):
    submit_label = "Save and go back to the report"


def _words(name: str) -> LongTextField:
    label, help_text = PARTS[name]
    return LongTextField(label=label, help_text=help_text, max_words=MOST_WORDS, required=False)


class IntroductionForm(_WordsForm):
    introduction = _words("introduction")
    checked = ("introduction",)

    class Meta:
        model = AnnualReport
        fields = ["introduction"]


class LearntForm(_WordsForm):
    learnt = _words("learnt")
    checked = ("learnt",)

    class Meta:
        model = AnnualReport
        fields = ["learnt"]


class NextStepsForm(_WordsForm):
    next_steps = _words("next_steps")
    checked = ("next_steps",)

    class Meta:
        model = AnnualReport
        fields = ["next_steps"]


FORMS = {"introduction": IntroductionForm, "learnt": LearntForm, "next_steps": NextStepsForm}
