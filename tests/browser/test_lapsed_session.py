"""A session that ends while somebody types loses nothing."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories as make
from tests.accounts import signing_in
from tests.browser.conftest import Browse
from tests.browser.hands import (
    can_sign_in,
    follow,
    heading,
    is_told,
    press,
    type_code,
    type_password,
)
from tests.wall import wall_open
from tests.world import World

TYPED = "Two terms of daily practice have not closed the gap."


def test_what_was_typed_is_offered_back(committed: World, browse: Browse):
    olive = committed.olive
    can_sign_in(olive)
    with transaction.atomic(), wall_open():
        draft = make.draft(olive, committed.schools["Oak"], committed.north.panel_date)
    page = browse(olive).page

    page.goto(reverse("funding:section", args=[draft.public_id, "reasons"]))
    why = page.get_by_label("Why is more needed")
    why.fill(TYPED)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    press(page, "Save and go back to the list")
    is_told(page, "You were signed out. We kept what you typed")
    heading(page, "Sign in")
    type_password(page, olive.email)
    type_code(page, signing_in.code())
    expect(page.get_by_text(TYPED)).to_be_visible()
    press(page, "Send it now")

    is_told(page, "Saved.")
    follow(page, "Why, and what you will do")
    expect(why).to_have_value(TYPED)
