"""Routes for cases: opening, reading, clocks; and one route for every command of the life cycle."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, fields, replace
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request, Response

from lianxin.calls import phone_behind
from lianxin.cases import (
    COMMANDS,
    CaseFile,
    Command,
    IntakeForm,
    answer_opened,
    answers,
    asks,
    carry_out,
    case_clocks,
    case_of_number,
    case_page,
    check_seen,
    intake_fields,
    open_case,
    read_number,
    send_opened,
    sight_of,
)
from lianxin.city import current_profile
from lianxin.kernel.ids import OrderId
from lianxin.kernel.work import UnitOfWork
from lianxin.looks import LookWay, look_at_case, unrecorded
from lianxin.people import Actor, ContactPreference, Person, Viewer
from lianxin.web.requests import NO_STORE, answer, kept_look, once, reading, wanted_version
from lianxin.web.shapes.cases import ExplainedClocks, Moved

router = APIRouter(prefix="/api", tags=["cases"])


@dataclass(frozen=True)
class ContactDetails(intake_fields.CallbackContact):
    """The person to call back, and how they want to be contacted."""

    contact_preference: ContactPreference = ContactPreference.ANY


@dataclass(frozen=True)
class NewCase(intake_fields.CitizenRequest):
    """A request as the operator entered it, and what happens to it.

    `then` is `draft`, `send` (to `unit`, or by the rules if that is empty), `answer` (with the text in `answer`) or
    `emergency` (handed over to the emergency `service`).
    `linked_to` is the number of an old case that this one follows, `split_from` of another case of the same call.
    """

    contact: ContactDetails = field(default_factory=ContactDetails)
    linked_to: str = ""
    split_from: str = ""
    then: Literal["draft", "send", "answer", "emergency"] = "send"
    unit: str = ""
    co_units: list[str] = field(default_factory=list[str])
    answer: str = ""
    service: str = ""


async def _form_of(work: UnitOfWork, actor: Actor, body: NewCase) -> IntakeForm:
    """Converts the body to an intake form; raises BadNumber and NoCase for the numbers in it.

    The mask of the number of the actor's caller becomes the number.
    """
    contact = body.contact
    person = Person(
        contact.name,
        await phone_behind(work, actor, contact.phone, body.call_id),
        contact.email,
        language=body.language,
        contact_preference=contact.contact_preference,
    )
    told: dict[str, Any] = {one.name: getattr(body, one.name) for one in fields(intake_fields.CitizenRequest)}
    return IntakeForm(
        **told,
        person=person,
        linked_to=await seen_case(work, actor, body.linked_to) if body.linked_to else None,
        split_from=await seen_case(work, actor, body.split_from) if body.split_from else None,
    )


async def seen_case(work: UnitOfWork, actor: Actor, number: str) -> UUID:
    """Returns the id of a case this actor may see; raises BadNumber, NoCase."""
    await check_seen(work, sight_of(actor, await current_profile(work)), read_number(number))
    return await case_of_number(work, read_number(number))


@router.post("/cases", status_code=201, response_model=Moved)
async def post_case(request: Request, body: NewCase) -> Response:
    """Opens a case, and sends it, answers it, hands it over to an emergency service or keeps it as a draft.

    The answer contains the `code` with which the citizen follows the case; it is not returned again. The request is
    refused if a field is wrong or the viewer may not open cases.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> Moved:
        opened = await open_case(work, viewer.actor, await _form_of(work, viewer.actor, body))
        if body.then == "send":
            await send_opened(opened, viewer.actor, body.unit, body.co_units)
        elif body.then == "answer":
            await answer_opened(opened, viewer.actor, body.answer)
        elif body.then == "emergency":
            await asks.emergencies.hand_to_service(opened.file, viewer.actor, body.service)
        await work.flush()
        return replace(moved_answer(opened.file), code=opened.code)

    return await once(request, act, 201)


@router.get("/cases/{number}", response_model=answers.CasePage)
async def get_case(
    request: Request,
    number: str,
    way: Annotated[
        Literal[LookWay.PAGE, LookWay.PRINT], Query(description="What the page is opened for.")
    ] = LookWay.PAGE,
) -> Response:
    """Returns everything the case page shows. The ETag is the version that a command sends in If-Match.

    Opening a confidential case and printing any case are recorded. It is refused if the viewer may not see the case.
    """
    async with reading(request) as (work, viewer):
        profile = await current_profile(work)
        page = await case_page(work, viewer.actor, profile, sight_of(viewer.actor, profile), read_number(number))
        look = look_at_case(page.case.id, way, confidential=page.case.confidential)
        new = await unrecorded(work, viewer.actor, look)
    await kept_look(request, viewer, new)
    return answer(page, headers={"ETag": f'"{page.version}"', **NO_STORE})


@router.get("/cases/{number}/clocks", response_model=ExplainedClocks)
async def get_clocks(request: Request, number: str, locale: str = "zh-CN") -> Response:
    """Returns each clock of a case with a paragraph that explains its due time, in the language of `locale`.

    It is refused if the viewer may not see the case.
    """
    async with reading(request) as (work, viewer):
        return answer(ExplainedClocks(await case_clocks(work, viewer.actor, read_number(number), locale)))


def moved_answer(file: CaseFile) -> Moved:
    """Returns the case after a command."""
    case = file.case
    return Moved(case.id, case.number, case.status, case.version, case.lead_unit, case.due_at, case.round, file.code)


def case_route(command: Command) -> Callable[..., Awaitable[Response]]:
    """Returns the route of a command on a case."""

    async def route(request: Request, number: str, body: Any) -> Response:
        version = wanted_version(request)

        async def act(work: UnitOfWork, viewer: Viewer) -> Moved:
            target = await case_of_number(work, read_number(number))
            file = await carry_out(work, viewer.actor, command.name, target, body, version)
            await work.flush()
            return moved_answer(file)

        return await once(request, act)

    return _described(route, command)


def order_route(command: Command) -> Callable[..., Awaitable[Response]]:
    """Returns the route of a command on an order."""

    async def route(request: Request, order_id: UUID, body: Any) -> Response:
        version = wanted_version(request)

        async def act(work: UnitOfWork, viewer: Viewer) -> Moved:
            file = await carry_out(work, viewer.actor, command.name, OrderId(order_id), body, version)
            await work.flush()
            return moved_answer(file)

        return await once(request, act)

    return _described(route, command)


def _described(route: Callable[..., Awaitable[Response]], command: Command) -> Callable[..., Awaitable[Response]]:
    """Gives a route the name, docstring and body of its command, for OpenAPI."""
    route.__name__, route.__doc__ = command.name, inspect.getdoc(command.run)
    route.__annotations__["body"] = Annotated[command.asks, Body()]
    return route


for _command in COMMANDS.values():
    _path, _route = (
        (f"/cases/{{number}}/{_command.name}", case_route(_command))
        if _command.about == "case"
        else (f"/orders/{{order_id}}/{_command.name}", order_route(_command))
    )
    router.add_api_route(_path, _route, methods=["POST"], response_model=Moved)
