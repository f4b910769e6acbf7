"""Messages to whoever is on duty in the hotline office when a limit is reached; they contain no personal data."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from lianxin.city import Profile, current_profile, ringing_order
from lianxin.kernel.events import Recorded
from lianxin.kernel.ids import new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.notify.rows import Message
from lianxin.notify.rules.occasions import occasion_of
from lianxin.notify.rules.templates import Templates, chosen
from lianxin.notify.writing import FRESH
from lianxin.people import InvalidPhone, PhoneKind, read_phone

WHO_HEARS_ALARMS: Final = frozenset({"oversight"})
_OFFICE: Final = "hotline_office"
_CHANNELS: Final = ("sms", "email")
_LANGUAGE: Final = "zh-CN"


async def alarms_for(
    work: UnitOfWork, events: Iterable[Recorded], templates: Templates, channels: Collection[str]
) -> list[Message]:
    """Returns one message for each alarm, by text message, else by mail; none if nobody on duty has an address."""
    alarms = [
        (recorded, occasion)
        for recorded in events
        if recorded.at > work.now - FRESH and (occasion := occasion_of(recorded.event)) and occasion.to_lead
    ]
    if not alarms:
        return []
    channel = await _channel(work, channels)
    return [
        Message(
            id=new_id(),
            case_id=None,
            citizen_id=None,
            caused_by=recorded.position,
            template=occasion.template,
            channel=channel,
            language=chosen(templates[occasion.template], _LANGUAGE),
            facts={name: str(getattr(recorded.event, name)) for name in occasion.facts},
            queued_at=work.now,
        )
        for recorded, occasion in alarms
        if channel
    ]


async def _channel(work: UnitOfWork, channels: Collection[str]) -> str:
    """Returns the first channel by which somebody on duty can be told, empty without one."""
    for channel in _CHANNELS:
        if channel in channels and await lead_address(work, channel):
            return channel
    return ""


async def lead_address(work: UnitOfWork, channel: str) -> str | None:
    """Returns the address of the first on duty now in the hotline office, None if nobody has one for this channel."""
    profile = await current_profile(work)
    return next(_addresses(profile, channel, work), None)


def _addresses(profile: Profile, channel: str, work: UnitOfWork) -> Iterator[str]:
    office = [unit.code for unit in profile.units if unit.kind == _OFFICE]
    for entry in ringing_order(profile.duty_rules.roster, office, work.now.astimezone(profile.zone)):
        if channel == "email" and entry.email:
            yield entry.email
        elif channel == "sms" and (number := _mobile(entry.phone)):
            yield number


def _mobile(phone: str) -> str:
    """Returns the number of a mobile telephone, empty for any other: only mobiles receive text messages."""
    try:
        read = read_phone(phone)
    except InvalidPhone:
        return ""
    return read.number if read.kind is PhoneKind.MOBILE else ""
