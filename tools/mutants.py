"""Makes small changes (mutants) to the rules, and counts how many `tests/rules` catches. Run by `make mutants`.

It draws a seeded sample of all mutants of the modules in RULES. Each mutant runs in its own process, which loads the
changed source instead of the file. Only tests run that call the changed function or, for a constant, use its module.
A mutant that no test can catch is listed in `equivalents.toml` with the reason; it still counts as not caught.

The exit code is 3 if the share caught is below GOAL.
"""

import argparse
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

from mutant_runs import Outcome, Touched, measured, run_all
from mutating import Module, Mutant

CHECKOUT: Final = Path(__file__).parents[1]
EQUIVALENTS: Final = Path(__file__).with_name("equivalents.toml")
SOURCE: Final = CHECKOUT / "src/lianxin"
RULES: Final = (
    "cases/rules/*.py",
    "city/rules/calendar.py",
    "city/rules/due.py",
    "city/rules/limits.py",
    "city/rules/policies.py",
    "insight/rules/fold.py",
    "kernel/masked_names.py",
    "kernel/masking.py",
    "kernel/number_spans.py",
    "people/rules/permissions.py",
)
SAMPLE: Final = 400
SEED: Final = 12345
GOAL: Final = 0.9
WORKERS: Final = 2


def sample(modules: list[Module], count: int, seed: int) -> list[Mutant]:
    """Returns a sample of `count` mutants, the same for the same seed and sources."""
    every = [(module, nth) for module in modules for nth in range(len(module.changes))]
    every.sort(key=lambda one: sha256(f"{seed} {name_of(one[0])} {one[1]}".encode()).digest())
    return [module.mutant(nth) for module, nth in every[:count]]


def equivalents() -> dict[tuple[str, str, str], str]:
    """Returns file, line before and line after → the reason why no test can catch the mutant."""
    entries = tomllib.loads(EQUIVALENTS.read_text(encoding="utf-8")).get("mutant", [])
    return {(one["file"], one["before"], one["after"]): one["why"] for one in entries}


def name_of(mutant: Module | Mutant) -> str:
    """Returns the mutant's file relative to the repository."""
    return mutant.path.relative_to(CHECKOUT).as_posix()


def report(outcomes: Iterable[tuple[Mutant, Outcome]], count: int) -> float:
    """Prints each mutant that survives, and the share caught in each module; returns the total share caught."""
    known, alike = equivalents(), 0
    how, total, caught = Counter[str](), Counter[str](), Counter[str]()
    for mutant, outcome in outcomes:
        name = name_of(mutant)
        how[outcome.value] += 1
        total[name] += 1
        caught[name] += outcome is not Outcome.SURVIVED
        if outcome is Outcome.SURVIVED:
            why = known.get((name, mutant.before, mutant.after), "")
            alike += bool(why)
            print(f"{name}:{mutant.line}: {mutant.before}  →  {mutant.after}  {why}".rstrip(), flush=True)
        if not how.total() % 50:
            print(f"{how.total()} of {count}", flush=True)
    print()
    for name, many in sorted(total.items()):
        print(f"{caught[name]:4} of {many:3}  {name}")
    print(f"\n{caught.total()} of {total.total()} mutants caught by tests/rules: {caught.total() / total.total():.1%}")
    print(", ".join(f"{many} {what}" for what, many in sorted(how.items())) + f"; {alike} of those equivalent")
    return caught.total() / count


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--sample", type=int, default=SAMPLE)
    words.add_argument("--seed", type=int, default=SEED)
    words.add_argument("--only", default="", help="a part of the path of the modules to mutate")
    chosen = words.parse_args()
    paths = sorted({path for pattern in RULES for path in SOURCE.glob(pattern) if path.name != "__init__.py"})
    modules = [Module(path) for path in paths if chosen.only in path.as_posix()]
    mutants = sample(modules, chosen.sample, chosen.seed)
    print(f"{len(mutants)} of {sum(len(one.changes) for one in modules)} mutants of {len(modules)} modules", flush=True)
    touched: Touched = measured(paths)
    return 0 if report(run_all(mutants, touched, WORKERS), len(mutants)) >= GOAL else 3


if __name__ == "__main__":
    os.chdir(CHECKOUT)
    sys.exit(main())
