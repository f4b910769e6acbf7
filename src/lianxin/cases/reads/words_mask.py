"""The mask for the words of a case: numbers in every case, and in a confidential case names as well."""

from collections.abc import Callable
from uuid import UUID

from lianxin.kernel.ids import CitizenId
from lianxin.kernel.masked_names import HiddenName
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import hidden_name

Mask = Callable[[str], str]


async def words_mask(work: UnitOfWork, citizen_id: UUID | None, *, confidential: bool) -> Mask:
    """Returns the mask for the words of one case."""
    if not confidential:
        return mask_text
    return mask_with(await hidden_name(work, CitizenId(citizen_id)) if citizen_id else HiddenName())


def mask_with(name: HiddenName) -> Mask:
    """Returns the mask for the words of a confidential case whose citizen has this name."""
    return lambda text: name.mask(mask_text(text))
