"""Who handles a complaint, whom it is about, which case, and how its complainant is reached."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clusters.queries.people import people_of
from complaints import actions, queries
from complaints.forms import (
    ConcernedForm,
    ConnectForm,
    ContactForm,
    DisconnectForm,
    EndHandlerForm,
    HandlerForm,
)
from complaints.models import Contact, Handler
from complaints.views.listing import NEW_LINK
from complaints.views.pages import (
    NOT_YOURS,
    PAGE,
    complaint_of,
    confirm_page,
    form_page,
    stage_of,
)
from core.loading import load

RENEWED = "There is a new private link. The old ones do not work any more."


@require_http_methods(PAGE)
def name_handler(request: HttpRequest, public_id: str) -> HttpResponse:
    stage = stage_of(request, public_id, "name_handler")
    already = queries.handling(stage)
    people = [one for one in queries.could_handle(stage) if one not in already]
    form = HandlerForm(request.POST or None, user=request.user, people=people)
    beside = " and ".join(one.name for one in already)
    intro = "Only those whom this stage does not bar are on the list. They are told by email."
    if already:
        intro += f" Whoever you name handles it beside {beside}, not in their place."
    if not queries.enough(stage, [*already, *people]):
        intro = (
            "Too few people may handle this stage. Ask the schools of the cluster which of their "
            "governors had nothing to do with it, and have their heads add them here."
        )
    return form_page(
        request,
        public_id,
        form,
        do=lambda said: actions.name_handler(stage=stage, person=said["person"], by=request.user),
        done=lambda said: (
            f"{said['person']} handles this stage now"
            f"{f', beside {beside}' if beside else ''}. We told them by email."
        ),
        heading=f"Name who handles it: {stage.get_kind_display()}",
        intro=intro,
    )


@require_http_methods(PAGE)
def end_handler(request: HttpRequest, public_id: str, person_id: str) -> HttpResponse:
    handler = load(
        Handler.objects.select_related("person", "stage__complaint__cluster"),
        request.user,
        "end",
        reason=NOT_YOURS,
        stage__complaint__public_id=public_id,
        person__public_id=person_id,
        ended_at__isnull=True,
    )
    form = EndHandlerForm(request.POST or None, user=request.user)
    return form_page(
        request,
        public_id,
        form,
        do=lambda said: actions.end_handler(handler=handler, why=said["why"], by=request.user),
        done=f"{handler.person} does not handle it any more. If somebody else should, name them.",
        heading=f"{handler.person} handles this complaint no more",
        intro="They lose it at once and are told by email. What they wrote in it stays. If it is "
        "theirs by an office or post, too, they keep it: then say instead that they have an "
        "interest in it.",
        warning=True,
    )


@require_http_methods(PAGE)
def name_concerned(request: HttpRequest, public_id: str) -> HttpResponse:
    complaint = complaint_of(request, public_id, "handle")
    people = list(people_of(complaint.cluster))
    form = ConcernedForm(request.POST or None, user=request.user, people=people)
    return form_page(
        request,
        public_id,
        form,
        do=lambda said: actions.name_concerned(complaint=complaint, by=request.user, **said),
        done="They handle no stage of it and see nothing of it from now on.",
        heading="Who may not handle this complaint?",
        intro="Name each person whom it is about, and yourself if you have an interest in it. "
        "This cannot be taken back.",
    )


@require_http_methods(PAGE)
def connect_case(request: HttpRequest, public_id: str) -> HttpResponse:
    complaint = complaint_of(request, public_id, "handle")
    form = ConnectForm(request.POST or None, user=request.user)
    return form_page(
        request,
        public_id,
        form,
        do=lambda said: actions.connect_case(complaint=complaint, by=request.user, **said),
        done="It is connected. Whoever has a conflict in that case is kept from the stages that "
        "it bars them from.",
        heading="Which decision is it about?",
        intro="This shows you nothing of the case. It keeps those away who took part in it. If "
        "you are one of them, you lose the complaint.",
    )


@require_http_methods(PAGE)
def disconnect_case(request: HttpRequest, public_id: str) -> HttpResponse:
    complaint = complaint_of(request, public_id, "handle")
    form = DisconnectForm(request.POST or None, user=request.user)
    return form_page(
        request,
        public_id,
        form,
        do=lambda said: actions.disconnect_case(complaint=complaint, by=request.user, **said),
        done="The complaint is connected to no decision now.",
        heading="Take the decision away from this complaint?",
        intro="Those whom the case kept away may handle it again. Who took it away, and why, stays "
        "on the complaint’s page.",
        warning=True,
    )


@require_http_methods(PAGE)
@sensitive_post_parameters()
def correct_contact(request: HttpRequest, public_id: str) -> HttpResponse:
    complaint = complaint_of(request, public_id, "handle")
    now = Contact.objects.for_user(request.user).filter(complaint=complaint).first() or Contact()
    form = ContactForm(request.POST or None, instance=now.anew(), user=request.user)

    def correct(said: object) -> None:
        token = actions.correct_contact(
            complaint=complaint,
            contact=form.save(commit=False),
            version=form.version,
            by=request.user,
        )
        if token:
            request.session[NEW_LINK] = [public_id, token]
            messages.info(request, RENEWED)

    return form_page(
        request,
        public_id,
        form,
        do=correct,
        done="It is put right. What stood there before is kept, with who changed it.",
        heading="Put right how to reach the person",
    )


@require_http_methods(PAGE)
def renew_link(request: HttpRequest, public_id: str) -> HttpResponse:
    complaint = complaint_of(request, public_id, "renew_link")

    def renew() -> None:
        token = actions.renew_link(complaint=complaint, by=request.user)
        request.session[NEW_LINK] = [public_id, token]

    return confirm_page(
        request,
        public_id,
        do=renew,
        done=RENEWED,
        question="Make a new private link?",
        consequence="Do this when the person who complains has lost their link, or somebody else "
        "may have it. Every link before it stops working. Where we have an email address, a new "
        "one goes there. You see one once, too, to hand over.",
        button="Make a new link",
    )
