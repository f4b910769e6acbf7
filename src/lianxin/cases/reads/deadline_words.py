"""Explains the due time of a clock in one paragraph."""

from datetime import datetime

from lianxin.cases.core.reckoning import due_of
from lianxin.cases.core.rows import ClockRow
from lianxin.city import Profile, explain, profile_version
from lianxin.kernel.work import UnitOfWork

# why a clock was paused or extended: code in the terms → (Chinese, English)
CAUSES = {
    "information": ("等市民补充情况", "waiting for information from the citizen"),
    "suspension": ("经批准挂账", "suspended by approval"),
    "extension": ("经批准延期", "extended by approval"),
    "now": ("至今", "until now"),
}


# an end before the limit's own: field of the terms → (Chinese, English)
OUTRANKED_BY = {
    "needed_by": ("事项时限为 {}，以此为准。", "The matter itself is needed by {}; this applies. "),
    "at_most": (
        "连同以前的补充，暂停到 {} 已满上限，以此为准。",
        "With earlier questions, the pause reaches its maximum at {}; this applies. ",
    ),
}


async def explained(work: UnitOfWork, profile: Profile, clock: ClockRow, locale: str) -> str:
    """Returns start, limit, skipped days, extensions, pauses and source, Chinese if `locale` is, otherwise English.

    Uses the calendar of the clock's last calculation.
    """
    chinese = locale.startswith("zh")
    until = clock.terms.until
    if until is not None:
        day = local(profile, until)
        return f"到批准的日期 {day} 为止。" if chinese else f"Until the approved date, {day}."
    version = clock.terms.profile or profile.version
    then = profile if version == profile.version else await profile_version(work, version)
    said = explain(due_of(then, clock, work.now, lambda why: in_words(why, chinese=chinese)), locale)
    for name, words in OUTRANKED_BY.items():
        bound: datetime | None = getattr(clock.terms, name)
        if bound is not None and clock.due_at == bound:
            return words[not chinese].format(local(profile, bound)) + said
    return said


def in_words(why: str, *, chinese: bool) -> str:
    """Returns the cause of a pause or extension in words."""
    zh, en = CAUSES.get(why, (why, why))
    return zh if chinese else en


def local(profile: Profile, moment: datetime) -> str:
    """Returns a time in the city's zone, as text."""
    return f"{moment.astimezone(profile.zone):%Y-%m-%d %H:%M}"
