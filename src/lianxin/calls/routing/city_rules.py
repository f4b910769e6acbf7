"""The routing rules of a city, from its profile."""

from dataclasses import replace

from lianxin.calls.rules.routing import Relaxation, RoutingRules, kept_seats
from lianxin.city import Profile
from lianxin.kernel.work import UnitOfWork


def routing_rules(profile: Profile) -> RoutingRules:
    """Returns the rules by which waiting calls of this city get seats."""
    telephone = profile.telephone
    rest, overflow = telephone.rest, telephone.overflow
    skills = (one for one in telephone.skills if one.relax_every_s)
    return RoutingRules(
        relaxed={one.code: Relaxation(one.relax_every_s, one.relax_least) for one in skills},
        opens_after=(0.0, float(overflow.sub_centre_s), float(overflow.home_s), float(overflow.disaster_s)),
        kept_free=telephone.kept_free,
        talk_load=rest.talk_load,
        abusive_load=float(rest.abusive_load_s),
        talk_limit=float(rest.talk_limit_s),
        rest=float(rest.rest_s),
        abusive_rest=float(rest.abusive_rest_s),
        unanswered=telephone.unanswered,
        lease=float(telephone.ring_s),
    )


async def rules_on_duty(work: UnitOfWork, profile: Profile) -> RoutingRules:
    """Returns the rules of the city for the seats that are on duty now."""
    rules = routing_rules(profile)
    if not rules.kept_free:
        return rules
    on_duty = await work.value(
        "SELECT count(*) FROM seats WHERE city_id = %(city)s AND (rested_at IS NOT NULL OR call_id IS NOT NULL)"
    )
    return replace(rules, kept_free=kept_seats(rules.kept_free, on_duty))
