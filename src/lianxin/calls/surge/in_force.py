"""What the city's telephone rules are now: those of the profile, changed while surge mode is on."""

from dataclasses import replace

from lianxin.calls.rules.words import Queue
from lianxin.city import Profile, TelephoneRules, current_profile
from lianxin.kernel.work import UnitOfWork


async def surge_on(work: UnitOfWork) -> bool:
    """Whether surge mode is on."""
    return await work.value("SELECT true FROM surges WHERE city_id = %(city)s AND ended_at IS NULL") or False


async def telephone_in_force(work: UnitOfWork) -> TelephoneRules:
    """Returns the rules of the telephone as they are now."""
    return (await profile_in_force(work)).telephone


async def profile_in_force(work: UnitOfWork) -> Profile:
    """Returns the profile with the rules of the telephone as they are now."""
    profile = await current_profile(work)
    return replace(profile, telephone=in_surge(profile.telephone)) if await surge_on(work) else profile


def in_surge(rules: TelephoneRules) -> TelephoneRules:
    """Returns the rules of surge mode: ring-backs are offered earlier, wrap-up is shorter, every group takes calls.

    The short menu is the one marked `in_surge` in the profile; critical calls come first in any case.
    """
    surge = rules.surge
    known = {queue.value for queue in Queue} | {queue.code for queue in rules.queues}
    queues = (rules.queue(code) for code in sorted(known))
    return replace(
        rules,
        queues=tuple(replace(one, offer_after_s=min(one.offer_after_s, surge.offer_after_s)) for one in queues),
        wrap_up_s=min(rules.wrap_up_s, surge.wrap_up_s),
        overflow=replace(rules.overflow, sub_centre_s=0, home_s=0, disaster_s=0),
    )
