"""A case in a citizen's language: sentences for its status, its dates, its steps and its story."""

from datetime import datetime

from markupsafe import Markup

from lianxin.cases import CitizenView, Happening, Step
from lianxin.city import Profile
from lianxin.web.portal import moments
from lianxin.web.portal.words import Words

UNTIL = {"reopen": "until_reopen", "object": "until_object"}


class Telling:
    """`view` in the language of `t`. Units have Chinese names only: in another language they are marked as Chinese."""

    def __init__(self, view: CitizenView, profile: Profile, t: Words) -> None:
        self.view, self.profile, self.t = view, profile, t
        self.now = view.now.astimezone(profile.zone)

    def unit(self, code: str) -> str:
        """A unit's name."""
        name = self.profile.unit_name(code)
        return name if self.t.locale == "zh-CN" else Markup('<span lang="zh-CN">{}</span>').format(name)

    def local(self, at: datetime) -> datetime:
        """In the city's zone."""
        return at.astimezone(self.profile.zone)

    def said(self, at: datetime) -> str:
        """A moment as people say it."""
        return moments.said(self.local(at), self.now, self.t.locale)

    def said_first(self, at: datetime) -> str:
        """The same at the start of a line."""
        said = self.said(at)
        return said[:1].upper() + said[1:]

    def by(self, at: datetime) -> str:
        """A moment as a limit."""
        return moments.by(self.local(at), self.now, self.t.locale)

    def exact(self, at: datetime) -> str:
        """A moment to the minute, for a title and for machines."""
        return self.local(at).isoformat(timespec="minutes")

    @property
    def headline(self) -> str:
        """Where it stands, in a few words."""
        view = self.view
        variant = {
            "draft": "_praise" if view.nature == "praise" else "",
            "handling": "_redo" if view.round > 1 else "",
            "closed": "_unverified" if any(s.what == "closed_unverified" for s in view.steps) else "",
        }
        return self.t(f"status.{view.status}{variant.get(view.status, '')}")

    @property
    def promised(self) -> str:
        """Until when what happens; empty when nothing is owed. A broken promise is said."""
        promise = self.view.promise
        if promise is None:
            return ""
        if promise.due_at <= self.view.now and promise.what in {"answer", "redo"}:
            return self.t("promise.late", when=self.said(promise.due_at))
        return self.t(f"promise.{promise.what}", by=self.by(promise.due_at))

    @property
    def hint(self) -> str:
        """Who has it and how long is left."""
        view = self.view
        if view.status == "needs_information":
            return self.t("promise.information_hint")
        if not view.unit or view.status not in {"handling", "suspended", "merged"}:
            return ""
        promise = view.promise
        if promise is None or promise.due_at <= view.now or promise.what == "plan":
            return self.t("promise.unit_only", unit=self.unit(view.unit))
        span = moments.left(self.local(promise.due_at), self.now, self.t)
        return self.t("promise.unit", unit=self.unit(view.unit), left=span)

    @property
    def until(self) -> str:
        """Until when the citizen may come back to it."""
        key = next((UNTIL[name] for name in self.view.may if name in UNTIL), None)
        return self.t(f"case.{key}", by=self.by(self.view.until)) if key and self.view.until else ""

    def step_title(self, step: Step, nth: int) -> str:
        """A step's name; `nth` counts from 1 and the first is the receipt."""
        if step.what == "received":
            return self.t(f"story.received_{self.view.channel}")
        detail = f"_{step.detail.what}" if step.detail else ""
        key = f"step.{step.what}_{step.state}"
        number = self.t(f"nth.{nth - 1}") if self.t.has(f"nth.{nth - 1}") else str(nth - 1)
        return self.t(f"{key}{detail}" if self.t.has(f"{key}{detail}") else key, nth=number)

    def step_line(self, step: Step) -> str:
        """What happened last in a step, or what a coming one is for."""
        if step.detail is None:
            key = f"step.{step.what}_{step.state}_hint"
            return self.t(key) if self.t.has(key) else ""
        when = self.said_first(step.detail.at)
        told_already = step.state == "done" or step.what in {"received", "merged"}
        return when if told_already else self.t("time.then", when=when, what=self.happened(step.detail))

    def happened(self, what: Happening) -> str:
        """A happening in a few words."""
        key = f"story.{what.what}{f'_{what.fact}' if what.fact else ''}"
        if what.what == "replied" and not what.unit:
            key = "story.replied_"
        return self.t(key, unit=self.unit(what.unit)) if what.unit else self.t(key)

    @property
    def place(self) -> str:
        """District, street and what was written of the place."""
        codes = [code for code in (self.view.district, self.view.street) if code]
        english = self.t.locale == "en"
        names = [d.name_en if english else d.name for d in map(self.profile.division, codes)]
        return (", " if english else "").join([*names, *([self.view.address] if self.view.address else [])])
