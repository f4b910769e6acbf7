"""The order of the stages of a media case: found, checked, passed on, supervised, advised, closed."""

from lianxin.cases.rules.words import MediaStage

_CLOSED = "closed"


def next_stage(stage: str) -> str:
    """Returns the next stage, `closed` after the last. Raises ValueError for an unknown stage."""
    stages = list(MediaStage)
    at = stages.index(MediaStage(stage)) + 1
    return stages[at].value if at < len(stages) else _CLOSED
