import pytest
from django.conf import settings as real_settings
from django.contrib.auth import get_user
from django.core.checks import Tags, run_checks
from django.urls import NoReverseMatch, reverse

from accounts import actions
from tests.accounts.signing_in import post_form, token_in, with_app

in_the_demonstration = pytest.mark.urls("tests.accounts.pages")


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    settings.LOGIN_URL = "/demo"
    settings.DEMO_PEOPLE = "tests.accounts.pages.everybody"
    settings.DEMO_LINKS = "tests.accounts.pages.nothing"


def test_there_is_no_such_page_outside_the_demonstration(client, amina):
    assert not real_settings.DEMO

    assert client.get("/demo").status_code == 404
    assert client.post("/demo", {"person": amina.public_id}).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("accounts:demo")


@in_the_demonstration
def test_nor_does_it_answer_where_it_is_routed_by_mistake(client, amina):
    assert client.get("/demo").status_code == 404
    assert client.post("/demo", {"person": amina.public_id}).status_code == 404
    assert not get_user(client).is_authenticated


@in_the_demonstration
def test_it_lists_who_can_be_chosen(client, demo, amina, ben, root):
    actions.close_account(person=ben, by=root)

    page = client.get("/demo").content.decode()

    assert [name in page for name in ("Amina North", "Root Administrator", "Ben Oakhead")] == [
        True,
        True,
        False,
    ]


@in_the_demonstration
def test_a_click_signs_in_without_a_password_or_an_app(browser, demo, amina):
    answer = post_form(browser, "/demo?next=/account", {"person": amina.public_id})

    assert answer["Location"] == "/account"
    assert browser.get("/account").status_code == 200


@in_the_demonstration
def test_a_click_while_signed_in_switches(browser, demo, amina, ben):
    with_app(ben)
    post_form(browser, "/demo", {"person": amina.public_id})

    post_form(browser, "/demo", {"person": ben.public_id})

    assert get_user(browser) == ben
    assert browser.get("/account").status_code == 200


@in_the_demonstration
def test_an_old_list_of_people_can_be_opened_again(browser, demo, amina, ben):
    old = token_in(browser.get("/demo"))
    post_form(browser, "/demo", {"person": amina.public_id})

    answer = browser.post("/demo", {"person": ben.public_id, "csrfmiddlewaretoken": old})

    assert answer.status_code == 403
    assert b'href="/demo"' in answer.content


@in_the_demonstration
@pytest.mark.parametrize("chosen", ["", "bcdfghjkmn"])
def test_an_unknown_person_is_not_there(browser, demo, amina, chosen):
    assert post_form(browser, "/demo", {"person": chosen}).status_code == 404


@in_the_demonstration
def test_a_signed_out_visitor_is_led_to_it(client, demo):
    assert client.get("/account")["Location"] == "/demo?next=/account"


@in_the_demonstration
def test_it_leads_nowhere_else(browser, demo, amina):
    answer = post_form(
        browser, "/demo?next=https://elsewhere.example/", {"person": amina.public_id}
    )

    assert answer["Location"] == "/"


@in_the_demonstration
def test_a_session_of_the_demonstration_is_worth_nothing_outside_it(browser, demo, amina, settings):
    post_form(browser, "/demo", {"person": amina.public_id})

    settings.DEMO = False

    assert browser.get("/account")["Location"].startswith("/account/second-factor")


def deploy_errors():
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    return {message.id for message in found if message.id and message.id.startswith("send.")}


def test_deploying_refuses_it(demo):
    assert "send.E001" in deploy_errors()


def test_deploying_does_not_refuse_without_it(db):
    assert "send.E001" not in deploy_errors()
