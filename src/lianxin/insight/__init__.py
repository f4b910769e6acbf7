"""Insight: figures counted from the event log, the cases behind each figure, and the live board."""

from lianxin.insight.asking import BadPeriod, NotOfTheCity, Wish
from lianxin.insight.background import background
from lianxin.insight.counted import HowCounted, NoSuchFigure, NoSuchPart, how_counted
from lianxin.insight.counting import Figures, figures
from lianxin.insight.keeping import READER, Rebuilt, keep_facts, rebuild
from lianxin.insight.live_board import Board, board
from lianxin.insight.rules.indicators import INDICATORS
from lianxin.insight.without import Without, without_order

__all__ = [
    "INDICATORS",
    "READER",
    "BadPeriod",
    "Board",
    "Figures",
    "HowCounted",
    "NoSuchFigure",
    "NoSuchPart",
    "NotOfTheCity",
    "Rebuilt",
    "Wish",
    "Without",
    "background",
    "board",
    "figures",
    "how_counted",
    "keep_facts",
    "rebuild",
    "without_order",
]
