"""Computes the points of the cues that read dangers: `src/lianxin/city/rules/danger_cues.toml`.

A logistic regression over the sentences of `tests/data` and ordinary texts of the simulated city, in plain Python,
the same on every machine. Dangers and other texts weigh the same in sum.
Its only source is sentences written for this project. Run it after a set of sentences was added or changed.
`make bench PART=danger` measures each set with cues that were learned without it.
"""

import csv
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import exp, sqrt
from pathlib import Path
from typing import TypeVar

from lianxin.city.rules.danger import DangerRules
from lianxin.city.rules.danger_cues import CueMeasure, CueTable, pieces
from lianxin.city.rules.danger_kinds import Kinds
from lianxin.city.rules.danger_table import DangerTable
from lianxin.city.rules.danger_text import Spelling, alphabet, in_one_alphabet
from lianxin.kernel.json_values import read_json

TOP = Path(__file__).parents[1]
RULES = TOP / "src/lianxin/city/rules"
SENTENCES = sorted((TOP / "tests/data").glob("danger*.toml"))
DEMO = [TOP / "profiles/shanghai/demo" / name for name in ("cases.csv", "phrases.csv", "replies.csv")]
ROUNDS, STEP, FADE, SHRINK = 40, 0.3, 0.3, 1e-3
RARE = 2  # sentences in which a cue occurs at least
COARSE = 4  # hundredths of a point: a worth is a multiple, smaller ones are left out
ENOUGH, DESPITE, DOUBT, WEAK = -10, 120, -30, 0
HEAD = "# Written by tools/danger_cues.py; worth is in hundredths of a point.\n"

T = TypeVar("T")


@dataclass(frozen=True)
class Sentence:
    """A sentence with the service that it needs; an empty one if it reports no danger."""

    words: str
    service: str
    found: frozenset[str]


def sentences(path: Path, table: DangerTable) -> list[Sentence]:
    """Reads one file of sentences."""
    kinds = Kinds(table.kinds)
    listed = tomllib.loads(path.read_text("utf-8"))["sentence"]
    return [a_sentence(one["words"], one["danger"], table, kinds) for one in listed]


def a_sentence(words: str, service: str, table: DangerTable, kinds: Kinds) -> Sentence:
    """One sentence with its pieces."""
    letters = alphabet(dict(zip(table.traditional, table.simplified, strict=True)))
    text = in_one_alphabet(words, letters, Spelling.of(table.spelling)).text
    return Sentence(words, service, frozenset(piece for piece, *_ in pieces(text, kinds)))


def ordinary_texts(table: DangerTable) -> list[Sentence]:
    """Texts of the simulated city that report no danger: their case is not critical and they hold no sign."""
    signs, kinds = DangerRules(table, {}), Kinds(table.kinds)
    rows = [row for path in DEMO for row in csv.DictReader(path.open(encoding="utf-8"))]
    texts = {text: None for row in rows if row.get("urgency") != "critical" for text in row.values() if text}
    brief = [text for text in texts if 4 < len(text) <= table.brief and not text.isascii()]
    return [a_sentence(text, "", table, kinds) for text in brief if not signs.danger_in(text)]


def learned(read: list[Sentence]) -> tuple[float, dict[str, float]]:
    """The base and the worth of every cue that is not rare, in points."""
    counts = Counter(piece for one in read for piece in one.found)
    known = [(sorted(piece for piece in one.found if counts[piece] >= RARE), bool(one.service)) for one in read]
    worth: defaultdict[str, float] = defaultdict(float)
    base, dangers = 0.0, sum(danger for _, danger in known)
    weight = {True: len(known) / 2 / dangers, False: len(known) / 2 / (len(known) - dangers)}
    for turn in range(ROUNDS):
        step = STEP / (1 + turn * FADE)
        for found, danger in in_turn(known, turn):
            scale = 1 / sqrt(len(found) or 1)
            points = base + scale * sum(worth[piece] for piece in found)
            off = weight[danger] * (danger - 1 / (1 + exp(-points)))
            for piece in found:
                worth[piece] += step * (off * scale - SHRINK * worth[piece])
            base += step * off * 0.1
    return base, worth


def in_turn(listed: list[T], turn: int) -> list[T]:
    """Another order in each turn, the same on every machine."""
    places = sorted(range(len(listed)), key=lambda place: (place * 7919 + turn * 104729) % 100003)
    return [listed[place] for place in places]


def services_of(read: list[Sentence]) -> dict[str, str]:
    """The service that each piece points at most: its share of the sentences of that service."""
    total = Counter(one.service for one in read if one.service)
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in read:
        for piece in one.found if one.service else ():
            seen[piece][one.service] += 1
    return {piece: max(sorted(of), key=lambda name: of[name] / (total[name] + 5)) for piece, of in seen.items()}


def cues_of(read: list[Sentence]) -> tuple[CueMeasure, tuple[CueTable, ...]]:
    """The measure and the tables of cues that these sentences give."""
    base, worth = learned(read)
    services = services_of(read)
    grouped: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for piece, points in worth.items():
        value = round(points * 100 / COARSE) * COARSE
        if value:
            grouped[services[piece] if value > 0 else "", value].append(piece)
    tables = tuple(CueTable(value, tuple(sorted(found)), name) for (name, value), found in sorted(grouped.items()))
    return CueMeasure(round(base * 100), ENOUGH, DESPITE, DOUBT, WEAK), tables


def written(measure: CueMeasure, tables: Iterable[CueTable]) -> str:
    """The file."""
    of = (f"{name} = {getattr(measure, name)}" for name in ("base", "enough", "despite", "doubt", "weak"))
    parts = [HEAD, "[measure]", *of]
    for table in tables:
        service = [f'service = "{table.service}"'] if table.service else []
        phrases = json.dumps(table.phrases, ensure_ascii=False)
        parts += ["", "[[cue]]", *service, f"worth = {table.worth}", f"phrases = {phrases}"]
    return "\n".join(parts) + "\n"


def all_sentences() -> tuple[DangerTable, dict[str, list[Sentence]]]:
    """The rules without cues, and the sentences of each file."""
    files = [tomllib.loads((RULES / name).read_text("utf-8")) for name in ("danger.toml", "danger_kinds.toml")]
    table = read_json(DangerTable, {**files[0], **files[1]})
    sets = {path.name: sentences(path, table) for path in SENTENCES}
    return table, {**sets, "demo": ordinary_texts(table)}


def rules_without(name: str, table: DangerTable, sets: dict[str, list[Sentence]]) -> DangerRules:
    """Rules whose cues were learned from all sets but one."""
    measure, cues = cues_of([one for other, read in sets.items() if other != name for one in read])
    return DangerRules(replace(table, measure=measure, cue=cues), {})


def main() -> None:
    """Writes the file."""
    _, sets = all_sentences()
    everything = [one for read in sets.values() for one in read]
    (RULES / "danger_cues.toml").write_text(written(*cues_of(everything)), encoding="utf-8")


if __name__ == "__main__":
    main()
