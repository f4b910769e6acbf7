"""What the form shows before it is sent: the citizen's own open cases of the matter, and published matters nearby."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from lianxin.cases import matters_nearby, phone_access
from lianxin.city import Profile, Topic
from lianxin.web.portal import moments
from lianxin.web.portal.steps import FormDraft
from lianxin.web.portal.visitor import Visitor
from lianxin.web.requests import site_of


@dataclass(frozen=True)
class OwnRepeat:
    """An open case of the same citizen: `day` in words, `link` opens the form that adds words to it."""

    title: str
    day: str
    link: str


@dataclass(frozen=True)
class NearMatter:
    """A published matter: `id` joins it; `people` is 0 if they are few."""

    id: str
    summary: str
    people: int


@dataclass(frozen=True)
class Repeats:
    """`own` is shown only in a session opened by a code to the citizen's telephone; `offered`: such a code can be sent,
    and there is no session."""

    own: list[OwnRepeat]
    near: list[NearMatter]
    offered: bool


async def repeats_of(
    request: Request, draft: FormDraft, profile: Profile, visitor: Visitor, topics: Sequence[Topic]
) -> Repeats:
    """Returns what was told before about the matter of a draft; strangers see published matters only."""
    site = site_of(request)
    codes, street = [topic.code for topic in topics], draft.get("street", "")
    if draft.get("nature") == "praise":
        return Repeats([], [], offered=False)
    async with site.database.read(site.city_id) as work:
        inside = await phone_access.citizen_inside(work, visitor.secret) is not None
        own = await phone_access.own_alike(work, visitor.secret, codes, street)
        near = await matters_nearby(work, codes, draft.get("district", ""), street)
        now = work.now.astimezone(profile.zone)
    return Repeats(
        [
            OwnRepeat(
                one.title,
                moments.day(one.submitted_at.astimezone(profile.zone), now, visitor.locale),
                f"/c/{one.link_token}/add_words",
            )
            for one in own
        ],
        [NearMatter(str(one.id), one.summary, one.people) for one in near],
        offered=bool(site.settings.sms_url) and not inside,
    )
