"""Residents' and villagers' committees: an optional table, not part of the profile because it is long."""

import csv
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from lianxin.city.files import ProfileInvalid, rows_in
from lianxin.city.rules.check_committees import COLUMNS, check_committees
from lianxin.city.rules.profile import Profile
from lianxin.kernel.work import UnitOfWork

COMMITTEES_FILE: Final = "committees.csv"


@dataclass(frozen=True, slots=True)
class Committee:
    """A 居委会 or 村委会. `code` has twelve digits; the first nine are the code of its street."""

    code: str
    name: str

    @property
    def street(self) -> str:
        return self.code[:9]


def read_committees(folder: Path, profile: Profile) -> list[Committee]:
    """The committees in a profile's folder; an empty list without such a table. Raises ProfileInvalid."""
    file = folder / COMMITTEES_FILE
    return committees_in(file.read_bytes(), profile, folder.name) if file.exists() else []


def committees_in(content: bytes, profile: Profile, whose: str = "") -> list[Committee]:
    """The committees in a file's content, by code; raises ProfileInvalid with the name `whose`."""
    whose = whose or profile.code
    rows, numbers = rows_in(COMMITTEES_FILE, content, whose)
    problems = check_committees(COMMITTEES_FILE, rows, numbers, profile.division_codes)
    if problems:
        raise ProfileInvalid(whose, problems)
    return sorted((Committee(code, name) for code, name in rows[1:]), key=lambda one: one.code)


def committees_file(committees: list[Committee]) -> bytes:
    """The content of a committees file with these committees."""
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *([one.code, one.name] for one in committees)])
    return text.getvalue().encode()


async def keep_committees(work: UnitOfWork, committees: list[Committee]) -> None:
    """Replaces the stored committees by these."""
    await work.run("DELETE FROM committees WHERE city_id = %(city)s")
    for one in committees:
        work.add("committees", one)


async def committees_state(work: UnitOfWork) -> str | None:
    """A digest of the stored committees; None if there are none."""
    return await work.value(
        "SELECT md5(string_agg(code || name, ',' ORDER BY code)) FROM committees WHERE city_id = %(city)s"
    )


async def committees_of(work: UnitOfWork) -> list[Committee]:
    """All committees of the city, by code."""
    return await work.rows(Committee, "SELECT code, name FROM committees WHERE city_id = %(city)s ORDER BY code")
