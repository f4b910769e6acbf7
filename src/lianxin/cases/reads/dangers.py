"""The danger that the words of a request report, as desks see it: in the preview of a form and on the case's page."""

from dataclasses import dataclass
from typing import LiteralString

from lianxin.city import Danger

DANGERS_FOUND: LiteralString = (
    "SELECT data->>'service' AS service, data->'others' AS others, data->'words' AS words FROM side_records"
    " WHERE city_id = %(city)s AND case_id = %(case_id)s AND kind = 'danger' ORDER BY made_at DESC, id DESC LIMIT 1"
)


@dataclass(frozen=True)
class DangerFound:
    """A danger that a text reports: the service that must hear of it, further services, and the words found."""

    service: str
    others: list[str]
    words: list[str]

    @classmethod
    def of(cls, danger: Danger) -> "DangerFound":
        """Returns what desks see of a danger that the rules found."""
        return cls(danger.service, list(danger.others), list(danger.words))
