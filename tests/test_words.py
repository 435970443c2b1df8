"""Words and inputs that every screen spells alike."""

import re

import pytest

from tests.harness import code

TEMPLATES = sorted((code.PROJECT / "templates").rglob("*.*"))
MODULES = [path for app in code.MAP for path in code.all_modules(app)]


@pytest.mark.parametrize(
    ("wrong", "say"),
    [
        (r"\be-mail", "email"),
        (r'type="date"|"type": "date"', "core.forms.DateField, three boxes"),
        ("-{9}", "a choice that says what to choose"),
    ],
)
def test_no_screen_says_it_otherwise(wrong, say):
    found = {
        str(path.relative_to(code.PROJECT))
        for path in (*TEMPLATES, *MODULES)
        if re.search(wrong, path.read_text(), re.IGNORECASE)
    }

    # It names what Django puts there, to take it away.
    assert found - {"core/forms.py"} == set(), f"Say: {say}."
