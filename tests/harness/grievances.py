"""The complaints of the furnished world: North's about Oak's decided case, at its second stage, and
South's about Yew's, at its first.

Carol, Ben and Dana handled North's first stage; Gil, who never sat, handles the second. It is about
Sue, who sits on North's panel and is a superuser.
"""

from dataclasses import dataclass, replace

from django.utils import timezone

from accounts.models import User
from complaints import actions
from complaints.models import About, Complaint, Concerned, ConversationNote
from complaints.procedures import SCHOOL_ALONE
from core.models import OutgoingMail
from panels.models import AgendaItem
from tests import factories as make
from tests.world import World

WORDS = {
    "complainant": "canarycomplainant",
    "address": "canaryaddress",
    "child": "canarychild",
    "complaint": "canarycomplaint",
    "spoke": "canaryspoke",
    "conversation": "canaryconversation",
    "not right": "canarynotright",
    "ended": "canaryendedreasons",
    "will do": "canarywilldo",
    "later": "canarylaterwords",
    "later note": "canarylaternote",
    "closing": "canaryclosing",
    "south_complaint": "canarysouthcomplaint",
    "south_conversation": "canarysouthconversation",
}
# What handlers of the first stage read of it, and of who complains.
FIRST_STAGE = {
    "complainant",
    "address",
    "child",
    "complaint",
    "spoke",
    "conversation",
    "not right",
    "ended",
    "will do",
}


@dataclass
class Grievances:
    north: Complaint
    token: str  # of North's private link
    note: ConversationNote  # at North's second stage, not answered
    south: Complaint

    def ids(self) -> dict[str, dict[str, str]]:
        return {
            "complaint": {"north": self.north.public_id, "south": self.south.public_id},
            "private_link": {"north": self.token, "none": "zzzzzzzzzz"},
            "complaint_note": {"north": self.note.public_id},
            "public_question": {"about": "about", "check": "check"},
            "complaint_kind": {"cluster": "cluster", "school": "school"},
            "stages": {"four": "four", "school first": "school_first"},
        }


def complain(world: World, words: dict[str, str], told: AgendaItem) -> Grievances:
    _name_the_schools_stage(world)
    north, token = make.complaint(
        world.north.cluster,
        world.schools["Oak"],
        words=words["complaint"],
        reference=told.application.reference,
        complainant=make.Complainant(
            name=words["complainant"],
            email=f"{words['address']}@home.example",
            child=words["child"],
        ),
    )
    actions.name_concerned(
        complaint=north, person=world.sue, why=Concerned.Why.ABOUT, by=world.carol
    )
    actions.name_handler(stage=make.latest_stage(north), person=world.dana, by=world.cleo)
    first = _note(north, words["conversation"], words["spoke"], by=world.dana)
    actions.answer_note(note=first, agreed=False, words=words["not right"], by=None)
    make.ended_stage(north, by=world.carol, reasons=words["ended"], will_do=words["will do"])
    actions.ask_next(complaint=north)
    actions.add_words(complaint=north, text=words["later"], by=None)
    note = _note(north, words["later note"], "The parent and the governor", by=world.gil)
    south, _ = make.complaint(
        world.south.cluster,
        world.schools["Yew"],
        words=words["south_complaint"],
        reference=world.south.items["yew"].application.reference,
    )
    actions.name_handler(stage=make.latest_stage(south), person=world.dev, by=world.sam)
    actions.name_concerned(complaint=south, person=world.yan, why=Concerned.Why.ABOUT, by=world.dev)
    _note(south, words["south_conversation"], "The parent", by=world.dev)
    for complaint, handler in ((north, world.gil), (south, world.dev)):
        _connected_again(complaint, handler)
    _closed(world, words["closing"])
    # A message is addressed to whom it goes to: that is no leak.
    OutgoingMail.objects.filter(address__contains=words["address"]).delete()
    return Grievances(north=north, token=token, note=note, south=south)


def _name_the_schools_stage(world: World) -> None:
    """North has a procedure of its own for complaints about a school."""
    [usual] = SCHOOL_ALONE.stages
    actions.set_procedure(
        cluster=world.north.cluster,
        about=About.SCHOOL,
        preset=SCHOOL_ALONE,
        stages=[replace(usual, name="Your school")],
        days_to_ask=20,
        by=world.carol,
    )


def _connected_again(complaint: Complaint, handler: User) -> None:
    """To the same case, after the handler took it away by mistake."""
    complaint.refresh_from_db()
    reference = complaint.application.reference
    actions.disconnect_case(complaint=complaint, why="wrong", by=handler)
    complaint.refresh_from_db()
    actions.connect_case(complaint=complaint, reference=reference, why="named", by=handler)


def _closed(world: World, words: str) -> None:
    """About Oak, by its own stage, and ended: its handlers are the SENCO and the head."""
    closed, _ = make.complaint(
        world.north.cluster, world.schools["Oak"], about=About.SCHOOL, words="Put right."
    )
    actions.close(complaint=closed, ending=Complaint.Ending.SATISFIED, words=words, by=world.olive)


def _note(complaint: Complaint, text: str, people: str, by: User) -> ConversationNote:
    return actions.write_note(
        stage=make.latest_stage(complaint),
        note=ConversationNote(
            held_on=timezone.localdate(), how="telephone", people=people, text=text
        ),
        agreed_aloud=False,
        by=by,
    )
