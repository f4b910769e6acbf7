"""The masks for the words of cases: numbers in every case, and in a confidential case the citizen's name as well.

Every read that shows a text of a case takes its mask from here; an import contract refuses another one in `reads`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.kernel.ids import CitizenId
from lianxin.kernel.masked_names import HiddenName
from lianxin.kernel.masking import mask_text
from lianxin.kernel.rows import Together
from lianxin.kernel.work import UnitOfWork
from lianxin.people import hidden_names

Mask = Callable[[str], str]

# Words about a case move to the cases merged with it: an answer is copied, a primary shows what the others said.
_CONFIDENTIAL_CITIZENS: LiteralString = """
SELECT c.id AS case_id, c.citizen_id FROM cases c
WHERE c.city_id = %(city)s AND c.id = ANY(%(cases)s) AND (c.confidential OR %(always)s)
UNION ALL SELECT m.merged_into, m.citizen_id FROM cases m
WHERE m.city_id = %(city)s AND m.merged_into = ANY(%(cases)s) AND m.confidential
UNION ALL SELECT c.id, p.citizen_id FROM cases c JOIN cases p ON p.city_id = c.city_id AND p.id = c.merged_into
WHERE c.city_id = %(city)s AND c.id = ANY(%(cases)s) AND p.confidential
"""

_OF_PAGE: LiteralString = _CONFIDENTIAL_CITIZENS.replace(
    "%(cases)s",
    "ARRAY(SELECT %(case_id)s::uuid UNION ALL"
    " SELECT id FROM cases WHERE city_id = %(city)s AND merged_into = %(case_id)s)",
)


@dataclass(frozen=True)
class NameToHide:
    """A row of _CONFIDENTIAL_CITIZENS: the words of this case hide this citizen's name; None if nobody is known."""

    case_id: UUID
    citizen_id: UUID | None


@dataclass(frozen=True)
class WordsMasks:
    """The masks of several cases. `names` holds every case whose words hide names, with these names."""

    names: dict[UUID, list[HiddenName]]

    def of(self, case_id: UUID) -> Mask:
        """Returns the mask for the words of one of these cases."""
        names = self.names.get(case_id)
        return mask_with(names) if names else mask_text


def mask_with(names: Iterable[HiddenName]) -> Mask:
    """Returns a mask that hides numbers and these names."""

    def mask(text: str) -> str:
        text = mask_text(text)
        for name in names:
            text = name.mask(text)
        return text

    return mask


async def words_masks(work: UnitOfWork, case_ids: Collection[UUID], *, always: bool = False) -> WordsMasks:
    """Returns the masks for the words of these cases; with `always`, as if every one of them were confidential."""
    if not case_ids:
        return WordsMasks({})
    rows = await work.rows(NameToHide, _CONFIDENTIAL_CITIZENS, cases=list(case_ids), always=always)
    return await masks_from(work, rows)


def ask_names_to_hide(ask: Together, case_id: UUID) -> list[NameToHide]:
    """Adds the read of the names that a case and those merged into it hide to a block of reads, for `masks_from`."""
    return ask.rows(NameToHide, _OF_PAGE, case_id=case_id, always=False)


async def masks_from(work: UnitOfWork, rows: Collection[NameToHide]) -> WordsMasks:
    """Returns the masks that these rows ask for."""
    known = await hidden_names(work, {CitizenId(row.citizen_id) for row in rows if row.citizen_id})
    names: dict[UUID, list[HiddenName]] = {}
    for row in rows:
        name = known.get(CitizenId(row.citizen_id)) if row.citizen_id else None
        names.setdefault(row.case_id, []).append(name or HiddenName())
    return WordsMasks(names)
