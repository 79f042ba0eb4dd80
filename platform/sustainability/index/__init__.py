"""The index: its versions as data, and the function that scores."""

from sustainability.index.definition import VERSIONS, BrokenIndex, Definition, Dimension, Indicator, in_force, load
from sustainability.index.scoring import DimensionScore, GateScore, IndicatorScore, Score, score

__all__ = [
    "VERSIONS",
    "BrokenIndex",
    "Definition",
    "Dimension",
    "DimensionScore",
    "GateScore",
    "Indicator",
    "IndicatorScore",
    "Score",
    "in_force",
    "load",
    "score",
]
