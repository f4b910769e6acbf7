"""The text read to a citizen in a callback: by language, nature and outcome; the city's own text comes first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

IDENTITY: Final = "identity"
"""The part that asks who is speaking. A script is complete without it, because earlier profiles have none."""
PARTS: Final = (IDENTITY, "greeting", "report", "ask_outcome", "ask_satisfaction", "thanks")
SCRIPT_PLACEHOLDERS: Final = frozenset({"city", "name", "matter", "day", "place", "unit"})
_PLACE: Final = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Script:
    """Some parts of a callback for the cases that its selectors fit; empty selectors fit every case."""

    language: str
    nature: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    redo: bool = False
    identity: str = ""
    greeting: str = ""
    report: str = ""
    ask_outcome: str = ""
    ask_satisfaction: str = ""
    thanks: str = ""

    @property
    def parts(self) -> dict[str, str]:
        """The parts that this script has."""
        return {part: text for part in PARTS if (text := getattr(self, part))}

    def fits(self, language: str, nature: str, outcome: str | None, *, redo: bool) -> bool:
        return (
            self.language == language
            and (not self.nature or nature in self.nature)
            and (not self.outcome or outcome in self.outcome)
            and (redo or not self.redo)
        )


def unknown_in_script(text: str) -> list[str]:
    """The unknown placeholders of a text."""
    return [name for name in _PLACE.findall(text) if name not in SCRIPT_PLACEHOLDERS]


def spoken_script(
    scripts: Iterable[Script], languages: Iterable[str], nature: str, outcome: str | None, *, redo: bool
) -> tuple[str, dict[str, str]]:
    """Returns the language, the first of `languages` with a complete script, and each part in it.

    Each part comes from the first fitting script that has it, so a script for complaints need not repeat the rest.
    """
    known = [*scripts, *OWN]
    for language in languages:
        fitting = [one for one in known if one.fits(language, nature, outcome, redo=redo)]
        parts = {part: next((one.parts[part] for one in fitting if part in one.parts), "") for part in PARTS}
        if all(text for part, text in parts.items() if part != IDENTITY):
            return language, parts
    return spoken_script((), ("zh-CN",), nature, outcome, redo=redo)


def fill_script(text: str, facts: Mapping[str, str]) -> str:
    """Fills in the known facts; unknown placeholders stay, for the page that learns them later."""
    return _PLACE.sub(lambda found: facts.get(found[1]) or found[0], text)


OWN: Final = (
    Script(
        "zh-CN",
        redo=True,
        greeting="您{day}反映的{matter}，上次您说还不满意，我们请{unit}又办了一次。现在方便说两分钟吗？",
    ),
    Script("zh-CN", outcome=("solved",), report="{unit}答复说已经办好了。我读给您听："),
    Script("zh-CN", outcome=("explained",), report="{unit}对这件事作了说明。我读给您听："),
    Script("zh-CN", outcome=("unsolved",), report="{unit}说这件事目前还没能解决，原因我读给您听："),
    Script(
        "zh-CN",
        identity="您好，这里是{city}12345热线。请问是{name}本人吗？",
        greeting="您{day}反映的{matter}，{unit}有答复了。现在方便说两分钟吗？",
        report="{unit}是这样答复的，我读给您听：",
        ask_outcome="先问事情本身：现在是解决了，是给您解释清楚了，还是没有解决？",
        ask_satisfaction="再问办理的过程，不管结果怎样：您满意、基本满意、一般，还是不满意？",
        thanks="谢谢您，都记下了。要是情况有变，再打12345就行。",
    ),
    Script(
        "en",
        redo=True,
        greeting="You told us on {day} about {matter}. Last time you were not satisfied, so {unit} went back to it."
        " Do you have two minutes?",
    ),
    Script("en", outcome=("solved",), report="{unit} say it has been solved. Let me read you what they wrote:"),
    Script("en", outcome=("explained",), report="{unit} have explained the matter. Let me read you what they wrote:"),
    Script("en", outcome=("unsolved",), report="{unit} could not solve it so far. Let me read you why:"),
    Script(
        "en",
        identity="Hello, this is the 12345 hotline of {city}. Am I speaking with {name}?",
        greeting="You told us on {day} about {matter}, and {unit} have replied. Do you have two minutes?",
        report="{unit} replied as follows. Let me read it to you:",
        ask_outcome="First about the matter itself: is it solved, has it been explained to you, or is it not solved?",
        ask_satisfaction="Now about how it was handled, whatever came of it: are you satisfied, mostly satisfied,"
        " neutral or dissatisfied?",
        thanks="Thank you, I have noted it all. If anything changes, just call 12345 again.",
    ),
)
"""Scripts of the program, used where a city has none."""
