"""Events of knowledge. They contain ids and codes; the text of a template stays in `reply_templates`."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class ReplyTemplateKept(Event):
    """A new version of a reply template was stored."""

    kind: ClassVar[str] = "reply_template.kept"
    template_id: UUID
    version: int
    unit: str
    topic: str
    outcome: str
    retired: bool
