"""The routing rules of a city, from its profile."""

from lianxin.calls.rules.routing import Relaxation, RoutingRules
from lianxin.city import Profile


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
