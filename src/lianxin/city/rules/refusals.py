"""The grounds on which a request is not accepted: rows of the city, or the ones shipped with the program."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from lianxin.city.rules.key_forms import TEXT, Key
from lianxin.city.rules.sources import tables_at
from lianxin.kernel.json_values import JsonObject, read_json

REFUSAL_KEYS: Final = {
    "code": Key(str, form=(r"[a-z_]{2,40}", "small letters and _")),
    **dict.fromkeys(("remedy", "remedy_en"), Key(str, form=TEXT)),
}


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """One ground. `remedy` is what the citizen is advised to do instead; the operator may change its words."""

    code: str
    name: str
    name_en: str
    remedy: str
    remedy_en: str
    source: str
    verified: bool


def read_refusals(city: JsonObject) -> tuple[RefusalGround, ...]:
    """Returns the `[[refusal]]` rows of a city, or the shipped ones if it has none."""
    rows = tuple(read_json(RefusalGround, row) for row in tables_at(city, "refusal"))
    return rows or _shipped()


@cache
def _shipped() -> tuple[RefusalGround, ...]:
    text = (files("lianxin.city.rules") / "refusals.toml").read_text("utf-8")
    return read_json(tuple[RefusalGround, ...], tomllib.loads(text)["refusal"])
