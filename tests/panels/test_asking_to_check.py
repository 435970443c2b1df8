"""Who is asked to check in a conflicted checker's place, and how they come to know of it."""

import re

from bs4 import BeautifulSoup

from clusters.models import Office
from panels import actions
from schools.models import Post
from tests import factories as make


def main(response) -> str:
    page = BeautifulSoup(response.content, "html.parser").select_one("main")
    return " ".join(page.get_text(" ").split())


def test_only_those_who_may_be_asked_are_offered(client, sign_in, world):
    check = world.north.waiting["own"]
    url = f"/checks/{check.public_id}/checker"
    page = sign_in(client, world.cleo).get(url).content.decode()

    offered = set(re.findall(r'<option value="([a-z0-9]{10})"', page))

    free = ("sue", "elsa", "dana", "carol", "mia", "asha", "ada", "fay", "gil")
    may = {world.people[key].public_id for key in free}
    may = {
        key
        for key in may
        if next(p for p in world.people.values() if p.public_id == key).has_perm(
            "panels.be_checker_check", check
        )
    }
    assert offered == may
    assert world.ben.public_id not in offered  # heads the school of the case


def test_whoever_is_asked_finds_it_at_home_and_the_asker_sees_who_it_is(client, sign_in, world):
    check = world.north.waiting["own"]
    browser = sign_in(client, world.cleo)
    browser.post(f"/checks/{check.public_id}/checker", {"person": world.elsa.public_id})

    asked = main(browser.get(f"/checks/{check.public_id}/"))
    home = main(sign_in(client, world.elsa).get("/"))

    assert "Elsa Senco was asked to check it on" in asked
    assert "Cleo Clerk asked you on" in home
    actions.answer_no_interest(check=check, by=world.elsa)
    actions.find_ready(check=check, note="", by=world.elsa)
    assert "asked you on" not in main(sign_in(client, world.elsa).get("/"))


def test_the_school_of_the_cluster_senco_is_told_that_another_checks_it(client, sign_in, world):
    draft = make.draft(world.olive, world.schools["Oak"], world.north.panel_date)
    actions.submit(application=draft, by=world.olive)
    url = f"/applications/{draft.public_id}/"
    others = "Somebody whom the cluster names checks it next"
    olive = sign_in(client, world.olive)
    assert others not in main(olive.get(url))

    make.post(world.carol, world.schools["Oak"], Post.Kind.SENCO)

    assert Office.objects.filter(kind="cluster_senco", person=world.carol).exists()
    assert others in main(olive.get(url))
