"""Insight: figures counted from the event log, and how each of them was counted."""

from lianxin.insight.asking import BadPeriod, NotOfTheCity, Wish
from lianxin.insight.background import background
from lianxin.insight.counted import NoSuchFigure, NoSuchPart, how_counted
from lianxin.insight.counting import figures
from lianxin.insight.keeping import READER, keep_facts, rebuild
from lianxin.insight.live_board import board
from lianxin.insight.rules.indicators import INDICATORS
from lianxin.insight.without import without_order

__all__ = [
    "INDICATORS",
    "READER",
    "BadPeriod",
    "NoSuchFigure",
    "NoSuchPart",
    "NotOfTheCity",
    "Wish",
    "background",
    "board",
    "figures",
    "how_counted",
    "keep_facts",
    "rebuild",
    "without_order",
]
