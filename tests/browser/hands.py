"""What a hand does on a page, by the words that stand there."""

from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.accounts import signing_in


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).click()


def follow(page: Page, words: str, *, exact: bool = False) -> None:
    page.get_by_role("link", name=words, exact=exact).click()


def turn_to(page: Page, words: str) -> None:
    """By the navigation of every page."""
    page.get_by_role("navigation", name="Menu").get_by_role("link", name=words).click()


def is_told(page: Page, words: str) -> None:
    expect(page.locator(".govuk-notification-banner")).to_contain_text(words)


def has_problem(page: Page, words: str, *, at: str, exact: bool = False) -> None:
    """The summary says what is wrong, and its link leads to the input."""
    page.locator(".govuk-error-summary").get_by_role("link", name=words).click()
    expect(page.get_by_label(at, exact=exact)).to_be_focused()


def can_sign_in(person: User) -> None:
    """Gives somebody of the world a password, a confirmed address and an app."""
    person.set_password(signing_in.PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    signing_in.with_app(person)


def type_password(page: Page, email: str, password: str = signing_in.PASSWORD) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    press(page, "Sign in")
