"""Converts a case to sentences in the citizen's language: its status, dates, steps and history."""

from datetime import datetime

from markupsafe import Markup

from lianxin.cases import CitizenView, progress
from lianxin.city import Profile
from lianxin.web.portal import moments
from lianxin.web.portal.words import LOCALES, PortalTexts

TAKEN_UP = frozenset({"signed", "contacted"})
WITH_UNIT = TAKEN_UP | {"sent"}
PAST_IS_SAID = frozenset({"answer", "redo"})
_WORK = frozenset({"redo", "extended"})
_RESULTS = frozenset({"replied", "answered", "refused", "closed_with_reason"})
TOLD_IN = {
    **dict.fromkeys(("handling", "responsibility_review", "checking"), _WORK),
    **dict.fromkeys(("callback_pending", "review", "merged", "closed", "archived", "withdrawn"), _RESULTS),
    "suspended": frozenset({"suspended"}),
    "answered": frozenset({"answered"}),
    "not_accepted": frozenset({"refused"}),
}
"""Status → the entries whose text stands in the box: an answer, a reason, a plan or a finding."""
_KB, _MB = 1000, 1_000_000  # bytes
_SMALL = 2 * _MB
_UNTIL = {"reopen": "until_reopen", "object": "until_object"}


class Telling:
    """The sentences for `view` in the language of `t`. Properties and methods return text, empty if there is none.

    A unit without a name in this language has its Chinese name, marked as Chinese. On `paper` dates are absolute.
    """

    def __init__(self, view: CitizenView, profile: Profile, t: PortalTexts, *, paper: bool = False) -> None:
        self.view, self.profile, self.t, self.paper = view, profile, t, paper
        self.now = view.now.astimezone(profile.zone)
        self.today = datetime.min.replace(tzinfo=profile.zone) if paper else self.now

    def unit(self, code: str) -> str:
        """Returns a unit's name."""
        name = self.profile.unit_name(code)
        if self.t.locale == "en" and (english := self.profile.unit_name_en(code)):
            return english
        return name if self.t.locale == "zh-CN" else Markup('<span lang="zh-CN">{}</span>').format(name)

    def local(self, at: datetime) -> datetime:
        """Returns the time in the city's zone."""
        return at.astimezone(self.profile.zone)

    def said(self, at: datetime) -> str:
        """Returns a time in words."""
        return moments.moment_in_words(self.local(at), self.today, self.t.locale)

    def said_first(self, at: datetime) -> str:
        """Returns a time in words, with a capital for the start of a line."""
        said = self.said(at)
        return said[:1].upper() + said[1:]

    def by(self, at: datetime) -> str:
        """Returns a time limit in words."""
        return moments.by(self.local(at), self.today, self.t.locale)

    def exact(self, at: datetime) -> str:
        """Returns the time in ISO 8601 to the minute, for tooltips and programs."""
        return self.local(at).isoformat(timespec="minutes")

    @property
    def own_language(self) -> str:
        """The language of the citizen's text; empty (unknown) for a language that only the callback uses."""
        return self.view.language if self.view.language in LOCALES else ""

    @property
    def printed(self) -> str:
        """The date and time of printing."""
        return moments.moment_in_words(self.now, datetime.min.replace(tzinfo=self.profile.zone), self.t.locale)

    @property
    def status(self) -> str:
        """The status in a few words, without a unit's name."""
        view = self.view
        variant = {
            "draft": "_praise" if view.nature == "praise" else "",
            "handling": "_redo" if view.round > 1 else "",
            "closed": "_unverified" if any(s.what == "closed_unverified" for s in view.steps) else "",
        }
        return self.t(f"status.{view.status}{variant.get(view.status, '')}")

    @property
    def headline(self) -> str:
        """The status with the name of the unit that works on the case."""
        view = self.view
        if view.status != "handling" or not view.unit:
            return self.status
        if view.round > 1:
            return self.t("status.handling_redo_by", unit=self.unit(view.unit))
        last = next((one.what for one in reversed(view.story) if one.what in WITH_UNIT), "")
        key = "handling_signed" if last in TAKEN_UP else "handling_sent"
        return self.t(f"status.{key}", unit=self.unit(view.unit))

    @property
    def next(self) -> str:
        """The next thing that happens, or the time until which the citizen may re-open the case."""
        if self.until:
            return self.until
        key = f"next.{self.view.status}{'_praise' if self.view.nature == 'praise' else ''}"
        key = key if self.t.has(key) else f"next.{self.view.status}"
        return self.t(key) if self.t.has(key) else ""

    @property
    def answer(self) -> progress.StoryEntry | None:
        """The latest text written to the citizen that the status is about, or None."""
        kinds = TOLD_IN.get(self.view.status, frozenset())
        return next((one for one in reversed(self.view.story) if one.what in kinds and one.text), None)

    @property
    def has_results(self) -> bool:
        """Whether `answer` is an answer, with which the files stand that the unit marked for the citizen."""
        return self.answer is not None and self.answer.what in _RESULTS and bool(self.view.results)

    @staticmethod
    def is_small(kind: str, size: int) -> bool:
        """Returns whether the page shows a picture itself and not only a link; `size` is in bytes."""
        return kind == "photo" and size <= _SMALL

    @staticmethod
    def size(size: int) -> str:
        """Returns a file's size in words: 340 kB; 1.2 MB."""
        return f"{size / _MB:.1f} MB" if size >= _MB else f"{max(1, round(size / _KB))} kB"

    @property
    def answer_title(self) -> str:
        """The heading of `answer`: what it is, and whose."""
        found = self.answer
        if found is None:
            return ""
        key = f"answer.{found.what}"
        return self.t(f"{key}_by", unit=self.unit(found.unit)) if found.unit else self.t(key)

    def confirmation(self, act: str) -> str:
        """Returns the confirmation of the citizen's action, with its effect."""
        key = f"told.{act}_{self.view.status}"
        return self.t(key if self.t.has(key) else f"told.{act}")

    @property
    def promised(self) -> str:
        """The promise with its time, also when it is broken; empty if nothing is promised."""
        promise = self.view.promise
        if promise is None:
            return ""
        if promise.due_at <= self.view.now:
            return self.t("promise.late", when=self.said(promise.due_at)) if promise.what in PAST_IS_SAID else ""
        if promise.what == "plan":
            return self.t("promise.plan", day=moments.day(self.local(promise.due_at), self.today, self.t.locale))
        return self.t(f"promise.{promise.what}", by=self.by(promise.due_at))

    @property
    def hint(self) -> str:
        """The unit, if the headline does not name it, or the time left."""
        view, promise = self.view, self.view.promise
        if view.status == "needs_information":
            return self.t("promise.information_hint")
        if view.taken_up is not None:
            key = f"promise.unit_{view.taken_up.what}"
            return self.t(key, unit=self.unit(view.unit), when=self.said(view.taken_up.at))
        if view.unit and view.status in {"suspended", "merged"}:
            return self.t("promise.unit", unit=self.unit(view.unit))
        if self.paper or promise is None or promise.due_at <= view.now or promise.what not in PAST_IS_SAID:
            return ""
        return self.t("promise.left", left=moments.left(self.local(promise.due_at), self.now, self.t))

    @property
    def unit_due(self) -> str:
        """The unit's own limit, where the city shows it and it lies before the promise to the citizen."""
        due, promise = self.view.unit_due, self.view.promise
        if not self.profile.public.unit_limits or due is None or due <= self.view.now:
            return ""
        if promise is None or due >= promise.due_at:
            return ""
        return self.t("case.unit_due", unit=self.unit(self.view.unit), by=self.by(due))

    @property
    def unit_phone(self) -> str:
        """The public telephone of the unit that works on the case, while it does; empty if it has none."""
        working = (
            self.view.status in {"handling", "checking", "suspended"} and self.view.unit in self.profile.unit_codes
        )
        return self.profile.unit(self.view.unit).phone if working else ""

    @property
    def until(self) -> str:
        """The time until which the citizen may re-open the case or object."""
        key = next((_UNTIL[name] for name in self.view.may if name in _UNTIL), None)
        return self.t(f"case.{key}", by=self.by(self.view.until)) if key and self.view.until else ""

    def step_title(self, step: progress.ProgressStep, nth: int) -> str:
        """Returns a step's name; `nth` counts from 1, and step 1 is the receipt."""
        if step.what == "received":
            return self.t(f"story.received_{self.view.channel}")
        detail = f"_{step.detail.what}" if step.detail else ""
        key = f"step.{step.what}_{step.state}"
        number = self.t(f"nth.{nth - 1}") if self.t.has(f"nth.{nth - 1}") else str(nth - 1)
        return self.t(f"{key}{detail}" if self.t.has(f"{key}{detail}") else key, nth=number)

    def step_line(self, step: progress.ProgressStep) -> str:
        """Returns the last event in a step, or the purpose of a future step."""
        if step.detail is None:
            key = f"step.{step.what}_{step.state}_hint"
            return self.t(key) if self.t.has(key) else ""
        when = self.said_first(step.detail.at)
        told_already = step.state == "done" or step.what in {"received", "merged"}
        return when if told_already else self.t("time.then", when=when, what=self.happened(step.detail))

    def happened(self, what: progress.StoryEntry) -> str:
        """Returns an event in a few words."""
        key = f"story.{what.what}{f'_{what.fact}' if what.fact else ''}"
        if what.what == "replied" and not what.unit:
            key = "story.replied_"
        if what.until:
            return self.t(key, at=self.said(what.until))
        return self.t(key, unit=self.unit(what.unit)) if what.unit else self.t(key)

    @property
    def place(self) -> str:
        """The district, the street and the address as written."""
        codes = [code for code in (self.view.district, self.view.street) if code]
        english = self.t.locale == "en"
        names = [d.name_en if english else d.name for d in map(self.profile.division, codes)]
        return (", " if english else "").join([*names, *([self.view.address] if self.view.address else [])])
