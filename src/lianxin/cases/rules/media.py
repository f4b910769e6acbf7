"""The closed loop of a media case: found, checked, passed on, supervised, advised; then it is closed."""

from lianxin.cases.rules.words import MediaStage

_CLOSED = "closed"


def next_stage(stage: str) -> str:
    """The stage that follows; after the last the loop is closed. Raises ValueError for what is no stage."""
    stages = list(MediaStage)
    at = stages.index(MediaStage(stage)) + 1
    return stages[at].value if at < len(stages) else _CLOSED
