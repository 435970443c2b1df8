"""Forms in which staff write about a child: what identifies one is found before it is kept."""

from typing import Any

from django import forms

from core import identifying
from core.forms import BaseModelForm

KEEP = "keep_words"


class CheckedTextForm(BaseModelForm):
    """A model form whose texts are looked through.

    A UPN, an NHS number or a date of birth is refused. A postcode, telephone number, e-mail
    address or likely first name is refused once: the form then shows a box to keep the words.
    """

    checked: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self._doubtful():
            self.fields[KEEP] = forms.BooleanField(
                label="I have checked these words. They do not identify a child.", required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.checked:
            findings = identifying.find(cleaned.get(name) or "")
            blocked = identifying.blocking(findings)
            for finding in blocked or ([] if cleaned.get(KEEP) else findings):
                self.add_error(name, _sentence(finding))
        return cleaned

    def _doubtful(self) -> bool:
        texts = [self.data.get(self.add_prefix(name), "") for name in self.checked]
        findings = [finding for text in texts for finding in identifying.find(text)]
        return bool(findings) and not identifying.blocking(findings)


def _sentence(finding: identifying.Finding) -> str:
    return f"“{finding.text}”: {identifying.MESSAGES[finding.kind]}"
