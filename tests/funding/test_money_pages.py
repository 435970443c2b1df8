"""The pages of the fund, the ledger, the payments and the awards, in each of their states."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusters.models import SchoolTerm
from funding import actions, queries
from funding.models import Award, Fund, Instalment, LedgerEntry
from schools.models import Post
from tests import factories as make


@pytest.fixture
def fund(world) -> Fund:
    return make.fund(world.north.cluster, by=world.fay)


@pytest.fixture
def award(world, fund) -> Award:
    return make.award(world.north.items["elm"].application, by=world.dana, barred=(world.mia,))


@pytest.fixture
def as_(client, sign_in, world):
    return lambda name: sign_in(client, world.people[name])


def words(response) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.select_one("main").get_text(" ").split())


def tick(*instalments):
    return {"payment": [one.public_id for one in instalments]}


def test_the_fund_page_shows_where_the_money_stands(as_, world, fund, award):
    actions.reserve(
        application=world.north.waiting["own"].application, amount_pence=10_000, by=world.dana
    )
    actions.release(instalment=award.instalments.first(), by=world.fay)

    shown = words(as_("fay").get(f"/funds/{fund.public_id}/"))

    for figure in ("£625.00", "£100.00", "£8,650.00", "£10,000.00"):
        assert figure in shown
    assert "£8,650.00 is left on" in shown
    assert "Put money in" in shown
    assert "Put money in" not in words(as_("mia").get(f"/funds/{fund.public_id}/"))


def test_who_awaits_an_outcome_reads_a_sentence_for_the_balance(as_, world, fund, award):
    application = world.north.waiting["own"].application
    actions.reserve(application=application, amount_pence=10_000, by=world.dana)
    actions.hide_balances(application=application, people=[world.fay])

    page = as_("fay").get(f"/funds/{fund.public_id}/")
    ledger = as_("fay").get(f"/funds/{fund.public_id}/ledger")
    sheet = as_("fay").get(f"/funds/{fund.public_id}/ledger.csv").content.decode()

    for seen in (words(page), words(ledger)):
        assert "ot shown" in seen
    for secret in ("£100.00", "100.00", "£8,650.00", "8650.00", "£8,750.00", "8750.00"):
        assert secret not in words(page) + words(ledger) + sheet
    assert "£8,650.00" in words(as_("dana").get(f"/funds/{fund.public_id}/"))  # the control
    # The bar has the same pieces whatever is reserved.
    actions.unreserve(application=application, by=world.dana)
    assert page.content.count(b"app-bar__") == as_("fay").get(
        f"/funds/{fund.public_id}/"
    ).content.count(b"app-bar__")


def test_others_find_no_fund(as_, fund):
    for name in ("olive", "ada", "dev", "root", "nora"):
        assert as_(name).get(f"/funds/{fund.public_id}/").status_code == 404
    assert as_("mia").get(f"/funds/{fund.public_id}/ledger").status_code == 403
    assert as_("ben").get(f"/funds/{fund.public_id}/money-in").status_code == 403


def test_setting_up_a_fund_and_putting_money_in(as_, world):
    client = as_("fay")
    assert "No fund yet" in words(client.get("/funds/"))
    url = f"/funds/set-up/{world.north.cluster.public_id}"
    days = {f"starts_on_{i}": part for i, part in enumerate(("1", "September", "2026"))}
    ends = {f"ends_on_{i}": part for i, part in enumerate(("31", "8", "2025"))}

    wrong = client.post(url, {"name": "Our fund"} | days | ends)
    assert "before the first" in words(wrong)
    assert 'value="Our fund"' in wrong.content.decode()
    made = client.post(url, {"name": "Our fund"} | days | ends | {"ends_on_2": "2027"})
    fund = Fund.objects.get()
    assert made.url == f"/funds/{fund.public_id}/"
    assert "No money in this fund yet" in words(client.get(made.url))
    bad = client.post(f"{made.url}money-in", {"amount_pence": "1.250,00", "words": "Shares"})
    assert 'value="1.250,00"' in bad.content.decode()
    client.post(f"{made.url}money-in", {"amount_pence": "£1,250", "words": "Shares"})

    assert queries.balances_of(fund).available == 125_000


def test_what_was_ticked_is_shown_with_its_condition(as_, world, fund):
    elm = world.north.items["elm"].application
    award = make.award(elm, by=world.dana, conditions="On mornings alone.")

    review = as_("fay").post("/release/review", tick(award.instalments.get(number=1)))

    assert "Condition: On mornings alone." in words(review)


def test_releasing_what_was_ticked(as_, world, award):
    first = award.instalments.get(number=1)
    client = as_("fay")
    assert "Due now: 1 payment, £625.00" in words(client.get("/release/"))

    nothing = client.post("/release/review", {})
    assert "Tick at least one payment" in words(nothing)
    assert "Release 1 payment, £625.00?" in words(client.post("/release/review", tick(first)))
    done = client.post("/release/pay", tick(first), follow=True)
    again = client.post("/release/pay", tick(first), follow=True)

    assert "1 payment released: £625.00." in words(done)
    assert "Tick at least one payment" in words(again)
    assert LedgerEntry.objects.filter(cause="released").count() == 1


def test_everything_that_is_due_goes_on_with_one_button(as_, world, award):
    held = award.instalments.get(number=1)
    other = _running(award.fund, world, "Oak")
    actions.hold(instalment=held, why="Waits", by=world.fay)

    review = as_("fay").post("/release/review", {"all": "yes"})

    assert "Release 1 payment, £10.00?" in words(review)
    assert other.instalments.get().public_id in review.content.decode()
    assert "Tick at least one payment" in words(as_("cleo").post("/release/review", {"all": "yes"}))


def _running(fund, world, school) -> Award:
    return actions.open_award(
        fund=fund,
        school=world.schools[school],
        label=f"{school} before",
        amount_pence=1_000,
        paid_pence=0,
        terms_left=1,
        first_term=make.terms_ahead(fund.cluster)[0],
        by=world.fay,
    )


def test_awards_are_filtered_and_leave_as_a_file(as_, world, award):
    done = _running(award.fund, world, "Oak")
    actions.release(instalment=done.instalments.get(), by=world.fay)
    client = as_("fay")

    def shown(query: str) -> set[str]:
        page = BeautifulSoup(client.get(f"/awards/{query}").content, "html.parser")
        return {row.get_text(strip=True) for row in page.select("tbody th")}

    oak = world.schools["Oak"].urn
    assert shown("") == {award.reference, "Oak before"}
    assert shown("?running=yes") == {award.reference}
    assert shown("?running=no") == shown(f"?school={oak}") == {"Oak before"}
    assert "No award like that" in words(client.get(f"/awards/?running=yes&school={oak}"))
    sheet = client.get("/awards/list.csv?running=no").content.decode("utf-8-sig")
    assert [
        (row["Award"], row["Granted"], row["Paid"], row["Next due"])
        for row in csv.DictReader(io.StringIO(sheet))
    ] == [("Oak before", "10.00", "10.00", "")]


def test_an_application_shows_its_school_what_was_granted_and_paid(as_, world, award):
    url = f"/applications/{award.application.public_id}/"

    assert "Granted £1,250.00 Paid £0.00 Next payment £625.00" in words(as_("elsa").get(url))
    oak = world.north.items["own"].application
    assert "Granted" not in words(as_("olive").get(f"/applications/{oak.public_id}/"))


def test_conditions_are_read_by_the_school_and_whoever_pays(as_, world, fund):
    application = world.north.items["elm"].application
    award = make.award(application, by=world.dana, conditions="A test at half term")
    page = f"/awards/{award.public_id}/"

    assert {
        name: "A test at half term" in words(as_(name).get(page))
        for name in ("elsa", "fay", "ben", "carol")
    } == {"elsa": True, "fay": True, "ben": False, "carol": False}


def test_a_payment_that_needs_two_people(as_, world, award):
    make.post(world.fay, world.schools["Elm"], Post.Kind.GOVERNOR)
    first = award.instalments.get(number=1)
    assert "1 payment will wait" in words(as_("fay").post("/release/review", tick(first)))

    waits = as_("fay").post("/release/pay", tick(first), follow=True)

    assert "who is not involved: 1 payment. No money has moved for it." in words(waits)
    assert "Waits for countersignature: 1 payment" in words(waits)
    url = f"/release/{first.public_id}/countersign"
    offered = {name: url in as_(name).get("/release/").content.decode() for name in ("fay", "cleo")}
    assert offered == {"fay": False, "cleo": True}
    assert as_("fay").post(url).status_code == 403
    assert "Pay £625.00 to Elm School?" in words(as_("cleo").get(url))
    first.refresh_from_db()
    assert first.released_at is None
    paid = words(as_("cleo").post(url, follow=True))
    assert "Countersigned, and £625.00 is paid to Elm School." in paid
    page = words(as_("gil").get(f"/funds/{award.fund.public_id}/"))
    assert "released by Fay Finance, countersigned by Cleo Clerk" in page


def test_a_hold_and_its_end(as_, world, award):
    first = award.instalments.get(number=1)
    url = f"/release/{first.public_id}/hold"
    assert "Enter why it is held" in words(as_("carol").post(url, {"why": ""}))

    as_("carol").post(url, {"why": "Waits for the new plan"})

    queue = words(as_("fay").get("/release/"))
    assert "Held: 1 payment" in queue
    assert "Held by Carol Lead: Waits for the new plan" in queue
    as_("fay").post(f"/release/{first.public_id}/end-hold")
    assert "Held:" not in words(as_("fay").get("/release/"))


def test_late_due_and_later_stand_apart(as_, world, fund, award):
    begun = timezone.localdate() - timedelta(days=30)
    later = words(as_("fay").get("/release/"))
    assert "Later: 1 payment" in later
    assert queries.state_of(_with(award, due_on=begun)) == Instalment.State.OVERDUE
    assert queries.state_of(_with(award, due_on=timezone.localdate())) == Instalment.State.DUE


def _with(award, **facts) -> Instalment:
    made = Instalment(award=award, number=9, amount_pence=1, **facts)
    made.live_holds = []
    return made


def test_an_empty_queue_says_so(as_, world):
    assert "Nothing to release" in words(as_("fay").get("/release/"))
    assert "Nothing to release" in words(as_("olive").get("/release/"))


def test_the_school_sees_its_award_and_no_names_of_the_office(as_, world, award):
    actions.hold(instalment=award.instalments.get(number=2), why="Secret reason", by=world.fay)
    actions.release(instalment=award.instalments.get(number=1), by=world.fay)

    page = words(as_("elsa").get(f"/awards/{award.public_id}/"))

    assert "Asked £1,250.00 Granted £1,250.00 Paid £625.00" in page
    assert "Fay Finance" not in page
    assert "Secret reason" not in page
    assert "Fay Finance" in words(as_("carol").get(f"/awards/{award.public_id}/"))
    assert award.reference in words(as_("elsa").get("/awards/"))
    assert "No awards yet" in words(as_("olive").get("/awards/"))
    assert as_("olive").get(f"/awards/{award.public_id}/").status_code == 404


def test_money_comes_back_and_an_award_stops(as_, world, award):
    actions.release(instalment=award.instalments.get(number=1), by=world.fay)
    url = f"/awards/{award.public_id}/"
    too_much = as_("fay").post(f"{url}return", {"amount_pence": "625.01", "words": "Left"})
    assert "has £625.00 of this award" in words(too_much)
    assert 'value="625.01"' in too_much.content.decode()

    as_("fay").post(f"{url}return", {"amount_pence": "25", "words": "Left"})
    as_("carol").post(f"{url}stop", {"words": "Moved"})

    page = words(as_("elsa").get(url))
    assert "£25.00 came back unspent" in page
    assert "Nothing more is to be paid" in page
    assert as_("elsa").post(f"{url}stop", {"words": "No"}).status_code == 403


def test_the_ledger_keeps_its_running_balance_when_filtered(as_, world, fund, award):
    actions.release(instalment=award.instalments.get(number=1), by=world.fay)
    url = f"/funds/{fund.public_id}/ledger"
    urn = world.schools["Elm"].urn

    everything = words(as_("fay").get(url))
    paid = words(as_("fay").get(f"{url}?cause=released&school={urn}"))

    assert all(text in everything for text in ("Money in", "Awarded", "Paid to a school"))
    assert "From the schools" not in paid
    assert "£8,750.00" in paid
    assert "No entry like that" in words(as_("fay").get(f"{url}?cause=returned"))
    assert "Enter a valid date" in words(as_("fay").get(f"{url}?first=yesterday"))
    # What is kept for a decision is on no school's line.
    assert "Reserved" not in words(as_("fay").get(f"{url}?school={urn}")).partition("Amount")[2]


def test_the_spreadsheet_runs_nothing(as_, world, fund):
    actions.allocate(fund=fund, amount_pence=5, words='=HYPERLINK("x")', by=world.fay)

    sheet = as_("fay").get(f"/funds/{fund.public_id}/ledger.csv")
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))

    assert sheet.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [(row["Words"], row["Amount"], row["Left after"]) for row in rows] == [
        ('\'=HYPERLINK("x")', "0.05", "10000.05"),
        ("From the schools", "10000.00", "10000.00"),
    ]


def test_taking_an_entry_back(as_, world, fund):
    entry = LedgerEntry.objects.get(fund=fund)
    url = f"/funds/{fund.public_id}/ledger/{entry.public_id}/correct"
    assert "Enter what was wrong" in words(as_("fay").post(url, {"words": ""}))

    as_("fay").post(url, {"words": "Typed twice"})

    assert queries.balances_of(fund).available == 0
    assert as_("fay").get(url).status_code == 403


HEADING = "what,urn,award,granted,paid,payments,next_term"


def upload(client, fund, *lines: str):
    content = "\r\n".join([HEADING, *lines]).encode("utf-8-sig")
    file = SimpleUploadedFile("old books.csv", content, content_type="text/csv")
    return client.post(f"/funds/{fund.public_id}/opening/file", {"file": file})


def test_a_file_is_shown_before_it_is_taken(as_, world, fund):
    [_, spring, _] = make.terms_ahead(world.north.cluster)
    client, urn = as_("fay"), world.schools["Oak"].urn

    preview = upload(
        client,
        fund,
        "balance,,,500.00,,,",
        f'award,{urn},Award 17,"1,000.00",400.00,2,{spring}',
    )

    assert "Nothing has been entered. Together the lines bring £1,100.00" in words(preview)
    assert Award.objects.count() == 0
    page = BeautifulSoup(preview.content, "html.parser")
    text = page.select_one("input[name=text]")["value"]
    taken = client.post(f"/funds/{fund.public_id}/opening/take", {"text": text}, follow=True)
    assert "2 lines are in the ledger: £1,100.00." in words(taken)
    assert queries.balances_of(fund) == queries.Balances(
        given=1_110_000, available=1_050_000, committed=60_000
    )
    again = client.post(f"/funds/{fund.public_id}/opening/take", {"text": text}, follow=True)
    assert "Nothing was entered" in words(again)


def test_every_wrong_line_is_named_and_nothing_is_taken(as_, world, fund):
    make.terms_ahead(world.north.cluster)
    preview = upload(
        as_("fay"),
        fund,
        "award,999999,Lost,100,0,1,Spring 1900",
        f"award,{world.schools['Oak'].urn},,1.250,2,9,",
        "gift,,,5,,,",
    )

    shown = words(preview)
    for said in (
        "Line 2: No school of the cluster has the URN “999999”.",
        "“Spring 1900” is no term of your calendar",
        "Line 3: “1.250” under “granted”",
        "Line 3: Put your reference under “award”",
        "Line 3: Put 1, 2 or 3 under “payments”.",
        "Line 4: Put “award” or “balance” under “what”.",
    ):
        assert said in shown
    assert "Enter these lines" not in shown
    assert "lacks these columns: what" in words(
        as_("fay").post(
            f"/funds/{fund.public_id}/opening/file",
            {"file": SimpleUploadedFile("x.csv", b"urn\n1\n")},
        )
    )


def test_bringing_forward_by_hand(as_, world, fund):
    [first, *_] = make.terms_ahead(world.north.cluster)
    client, url = as_("fay"), f"/funds/{fund.public_id}/opening"
    assert client.get(url).status_code == 200
    client.post(f"{url}/balance", {"amount_pence": "10", "words": "Old books"})
    twice = client.post(f"{url}/balance", {"amount_pence": "12.34", "words": "Old books"})
    assert "brought forward already" in words(twice)
    assert 'value="12.34"' in twice.content.decode()
    said = {
        "school": world.schools["Oak"].pk,
        "label": "Award 3",
        "amount_pence": "90",
        "paid_pence": "90",
        "terms_left": "1",
        "first_term": first.pk,
    }
    assert "Nothing is left to pay" in words(client.post(f"{url}/award", said))
    client.post(f"{url}/award", said | {"paid_pence": "0"})

    assert {award.label for award in Award.objects.all()} == {"Award 3"}


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("fay", "release"),
        ("fay", "ledger"),
        ("fay", "fund"),
        ("fay", "awards"),
        ("fay", "home"),
        ("olive", "awards"),
        ("olive", "home"),
    ],
)
def test_a_list_asks_as_much_for_one_as_for_fifty(as_, world, fund, who, name):
    [first, *_] = make.terms_ahead(world.north.cluster)
    client = as_(who)
    url = {
        "release": "/release/",
        "ledger": f"/funds/{fund.public_id}/ledger",
        "fund": f"/funds/{fund.public_id}/",
        "awards": "/awards/",
        "home": "/",
    }[name]
    counts = []
    made = 0
    for number in (1, 3, 50):
        while made < number:
            made += 1
            actions.open_award(
                fund=fund,
                school=world.schools["Oak"],
                label=f"Award {made}",
                amount_pence=1_000,
                paid_pence=0,
                terms_left=1,
                first_term=first,
                by=world.fay,
            )
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))

    assert SchoolTerm.objects.count() >= 3
    assert len(set(counts)) == 1, counts
