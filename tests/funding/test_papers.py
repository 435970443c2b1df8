"""Letters and advice of payments: pages and files, for whom, and in which words."""

import re

import pytest

from funding import actions as funding_actions
from funding.models import Outcome
from tests import factories as make
from tests.core.papers import faults_of, held_in

RIGHT = "This does not affect the right to ask for an EHC needs assessment."
KINDS = {
    "award": {"conditions": "Tell us how often."},
    "decline": {"next_step": "Try it for a term."},
    "advise": {"next_step": "Use what you have."},
}


@pytest.fixture
def item(world):
    item = world.north.items["own"]
    for member in (world.dana, world.mia):
        make.free(member, item)
    make.started(item.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    make.terms_ahead(world.north.cluster)
    return item


def letters_of(item) -> str:
    outcome = Outcome.objects.latest("pk")
    return f"/applications/{item.application.public_id}/letters/{outcome.public_id}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["", "/family"])
def test_a_letter_is_a_page_and_a_file_that_say_the_same(client, sign_in, item, world, kind, form):
    make.told(item, by=world.dana, outcome=kind, reasons="The need is clear.", **KINDS[kind])
    olive = sign_in(client, world.olive)

    page = olive.get(letters_of(item) + form).content.decode()
    made = olive.get(f"{letters_of(item)}{form}/file").content
    held = held_in(made)

    assert faults_of(made) == []
    for words in ("The need is clear.", item.application.reference, "SENDIASS", *_said(kind)):
        assert words in page
        assert words in held.text
    assert olive.get(f"{letters_of(item)}{form}/file").content == made


def _said(kind: str) -> list[str]:
    return list(KINDS[kind].values())


def test_the_family_reads_that_its_right_to_an_assessment_stands(client, sign_in, item, world):
    make.told(item, by=world.dana)
    olive = sign_in(client, world.olive)

    page = olive.get(f"{letters_of(item)}/family").content.decode()

    assert RIGHT in " ".join(page.split())


def test_an_award_says_when_the_help_ends_and_is_evaluated(client, sign_in, item, world):
    make.told(item, by=world.dana)
    olive = sign_in(client, world.olive)

    held = held_in(olive.get(f"{letters_of(item)}/file").content)

    day = r"\d+ \w+ \d{4}"
    assert re.search(rf"The help ends on {day}\. Your evaluation, .* is due by {day}\.", held.text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_ten_year_old_can_read_what_the_family_is_told(client, sign_in, item, world, kind):
    """By the grade of Flesch and Kincaid: 6 is a reading age of eleven."""
    make.told(item, by=world.dana, outcome=kind, reasons="The need is clear.", **KINDS[kind])
    olive = sign_in(client, world.olive)

    family = held_in(olive.get(f"{letters_of(item)}/family/file").content).text
    school = held_in(olive.get(f"{letters_of(item)}/file").content).text

    assert _grade(family.partition("Dear")[2]) < 6
    assert _grade(school) > _grade(family)  # the control: the measure tells them apart


def _grade(text: str) -> float:
    sentences = [part for part in re.split(r"[.?!:]+\s", text) if part.strip()]
    words = re.findall(r"[A-Za-z’]+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower()))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_a_released_payment_has_an_advice_that_stays_the_same(client, sign_in, world):
    fund = make.fund(world.north.cluster, by=world.fay)
    award = make.award(world.north.items["elm"].application, by=world.dana)
    first = award.instalments.get(number=1)
    elsa = sign_in(client, world.elsa)
    assert elsa.get(f"/payments/{first.public_id}/file").status_code == 403

    paid = funding_actions.release(instalment=first, by=world.fay)
    made = elsa.get(f"/payments/{first.public_id}/file").content
    held = held_in(made)

    assert faults_of(made) == []
    assert fund.cluster.name in held.text
    assert paid.remittance in held.text
    assert paid.remittance in elsa.get(f"/payments/{first.public_id}/").content.decode()
    assert elsa.get(f"/payments/{first.public_id}/file").content == made


def test_no_file_is_made_of_what_another_school_reads(client, sign_in, item, world):
    make.told(item, by=world.dana)
    elsa = sign_in(client, world.elsa)

    answers = {elsa.get(f"{letters_of(item)}{end}").status_code for end in ("/file", "/family")}

    assert answers == {404}
