"""What a reply and a contact rest on: was the number opened, was the citizen contacted, are the words its own."""

from datetime import timedelta
from typing import Final, LiteralString

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.rows import Order
from lianxin.cases.rules.words import Doubt, NoContact
from lianxin.language import only_passes_on, only_points_to_court, words_key
from lianxin.people import units_of

_LATELY: Final = timedelta(days=90)
_OPENED_NUMBER: LiteralString = (
    "SELECT DISTINCT actor FROM events WHERE city_id = %(city)s AND case_id = %(case_id)s"
    " AND kind = 'people.citizen_revealed' AND at >= %(since)s"
)
_SAME_WORDS: LiteralString = (
    "SELECT count(*) FROM work_orders w JOIN cases c ON c.city_id = w.city_id AND c.id = w.case_id"
    " WHERE w.city_id = %(city)s AND w.unit = %(unit)s AND w.words_key = %(key)s AND w.case_id <> %(case_id)s"
    " AND w.replied_at > %(since)s AND NOT (c.topic = %(topic)s AND c.street = %(street)s"
    " AND c.address = %(address)s AND c.address <> '')"
)


async def contact_by(file: CaseFile, order: Order) -> str | None:
    """Returns `number` if somebody of the order's units opened the citizen's number since its dispatch, else None."""
    opened = await file.work.column(str, _OPENED_NUMBER, case_id=file.case.id, since=order.dispatched_at)
    units = await units_of(file.work, opened)
    ours = {one.unit for one in file.tree(order)}
    return "number" if ours & {*units.values()} else None


async def judge_reply(file: CaseFile, order: Order, words: str, no_contact: str) -> None:
    """Sets the doubts of a reply: only passed on, only pointing to the courts, copied, without contact or a reason."""
    case = file.case
    order.words_key = words_key(words)
    order.copies = await file.work.value(
        _SAME_WORDS,
        unit=order.unit,
        key=order.words_key,
        case_id=case.id,
        since=file.now - _LATELY,
        topic=case.topic,
        street=case.street,
        address=case.address,
    )
    order.reply_seconds = file.work.effort.seconds if file.work.effort else None
    order.no_contact = reason_without_contact(file, order, no_contact)
    order.doubts = [
        *([Doubt.PASSED_ON] if only_passes_on(words) else []),
        *([Doubt.COURT_ONLY] if only_points_to_court(words) else []),
        *([Doubt.COPIED] if order.copies + 1 >= file.profile.replies.same_words else []),
        *([Doubt.NO_CONTACT] if order.role == "lead" and is_uncontacted(order) else []),
    ]


def reason_without_contact(file: CaseFile, order: Order, given: str) -> str | None:
    """Returns why there was no contact: the given reason, or `no_way` for a citizen whom no unit may see."""
    if order.contacted_at is not None:
        return None
    hidden = file.case.citizen_id is None or file.case.secret
    return given or (NoContact.NO_WAY if hidden else None)


def is_uncontacted(order: Order) -> bool:
    """Whether the unit contacted nobody and gave no reason."""
    return order.contacted_at is None and order.no_contact is None


def contact_ending(order: Order) -> str:
    """Returns how a running limit for the first contact ends with a reply: missed without contact and reason."""
    return "missed" if is_uncontacted(order) else "cancelled"
