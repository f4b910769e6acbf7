"""The edge of a city, from its profile; passwords of trunks come from the environment."""

from collections.abc import Mapping

from lianxin.calls.edge.plan import EdgePlan, Trunk
from lianxin.city import CityTrunk, Profile


def city_edge(
    profile: Profile, listen: str, inner: str, controllers: tuple[str, ...], environ: Mapping[str, str]
) -> EdgePlan:
    """Returns the plan of the edge: addresses are of this installation, trunks, numbers and phones of the profile."""
    telephone = profile.telephone
    return EdgePlan(
        listen=listen,
        inner=inner,
        controllers=controllers,
        trunks=tuple(_trunk(one, environ) for one in telephone.trunks),
        numbers=tuple(one.number for one in telephone.numbers),
        phones=telephone.phones,
    )


def _trunk(trunk: CityTrunk, environ: Mapping[str, str]) -> Trunk:
    password = environ.get(trunk.password_setting, "") if trunk.password_setting else ""
    return Trunk(trunk.name, trunk.networks, trunk.target, trunk.user, password, trunk.realm)
