"""`python -m bench [--json] [PART …]` prints the figures of all PARTS but ALONE, or of those named.

Exit code 3 if one misses its target.
"""

import asyncio
import sys

import orjson
import structlog

from bench import calls, danger, flood, http_ratios, importing, pages, reading, routing, timers

PARTS = {
    "http": http_ratios.measure,
    "import": importing.measure,
    "timers": timers.measure,
    "reading": reading.measure,
    "danger": danger.measure,
    "routing": routing.measure,
    "calls": calls.measure,
    "flood": flood.measure,
    "weight": pages.weight,
    "pages": pages.times,
}

ALONE = {"calls"}  # minutes of real calls, which disturb the other parts


def no_log(*_: object) -> str:
    """Drops each log entry at the end of the usual processing, so that its cost is still measured."""
    raise structlog.DropEvent


def main() -> None:
    """Measures the parts named in the arguments, or all."""
    structlog.configure(processors=[no_log])
    wanted = [part for part in sys.argv[1:] if part in PARTS] or [part for part in PARTS if part not in ALONE]
    figures = [figure for part in wanted for figure in asyncio.run(PARTS[part]())]
    if "--json" in sys.argv:
        print(orjson.dumps(figures).decode())
    else:
        for figure in figures:
            print("  ".join(f"{name}: {value}" for name, value in figure.items()))
    sys.exit(0 if all(figure["met"] for figure in figures) else 3)


if __name__ == "__main__":
    main()
