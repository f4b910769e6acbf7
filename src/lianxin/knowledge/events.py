"""Events of knowledge. They name rows and codes; the words of a template stay in `reply_templates`."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class ReplyTemplateKept(Event):
    """A reply template has a new version."""

    kind: ClassVar[str] = "reply_template.kept"
    template_id: UUID
    version: int
    unit: str
    topic: str
    outcome: str
    retired: bool
