"""The edge of a city, from its profile; passwords of trunks come from the environment."""

from collections.abc import Mapping
from typing import Final

from lianxin.calls.edge.plan import EdgePlan, Trunk
from lianxin.city import CityTrunk, Profile

THIS_MACHINE: Final = Trunk("this-machine", ("127.0.0.1/32",))
"""The trunk of a city that has none yet: programs of this machine may call, so that the telephone can be tried."""


def city_edge(
    profile: Profile, listen: str, inner: str, controllers: tuple[str, ...], environ: Mapping[str, str]
) -> EdgePlan:
    """Returns the plan of the edge: addresses are of this installation, trunks, numbers and phones of the profile."""
    telephone = profile.telephone
    trunks = tuple(_trunk(one, environ) for one in telephone.trunks)
    return EdgePlan(
        listen=listen,
        inner=inner,
        controllers=controllers,
        trunks=trunks or (THIS_MACHINE,),
        numbers=tuple(one.number for one in telephone.numbers),
        phones=telephone.phones,
        seat_networks=telephone.seat_networks,
    )


def _trunk(trunk: CityTrunk, environ: Mapping[str, str]) -> Trunk:
    password = environ.get(trunk.password_setting, "") if trunk.password_setting else ""
    return Trunk(trunk.name, trunk.networks, trunk.target, trunk.user, password, trunk.realm)
