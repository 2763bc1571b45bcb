"""Interactive explorers: thin shells of widgets around plain functions.

What an explorer shows comes from a function without widgets (``recall_both_ways``, ``mixed_cue``),
which can be called, tested and timed on its own.  States are shown on a ``PixelPad``, to which they go
as bytes, once: painting, playing and stepping happen in the page, without the kernel.
"""

from .attention import AttentionPanel, attention_explorer, attention_in_words
from .both_ways import BothWays, UnitByUnit, damaged, recall_both_ways, recall_unit_by_unit
from .capacity import CrowdedPanel, CrowdedRecall, capacity_explorer, crowded_point, crowded_recall
from .dense import DensePanel, DenseRecall, dense_explorer, dense_recall, dense_recall_in_words
from .draw import draw_explorer
from .focus import AttentionRecall, attention_recall_of, masked
from .generation import (
    PlaneFlow,
    generation_explorer,
    plane_flow,
    plane_flow_in_words,
    plane_memories,
)
from .greys import (
    GREY_RULES,
    GreyPanel,
    GreyRecall,
    anchored,
    grey_explorer,
    grey_in_words,
    grey_recall,
    stretched,
)
from .mixing import MixedRecall, landscape, mixed_cue, mixing_explorer, recall_with_heat
from .neurons import GradedPanel, GradedRecall, graded_explorer, graded_in_words, graded_recall
from .own import OWN_SIDE, own_greys, own_picture_explorer
from .pad import PixelPad
from .portrait import TwoNeurons, portrait_explorer, two_neurons
from .recalls import (
    NoisyRecall,
    noisy_recall,
    player,
    recall_between,
    recall_from,
)
from .voting import networks, recall_side_by_side, votes, voting_explorer

__all__ = [
    "GREY_RULES",
    "OWN_SIDE",
    "AttentionPanel",
    "AttentionRecall",
    "BothWays",
    "CrowdedPanel",
    "CrowdedRecall",
    "DensePanel",
    "DenseRecall",
    "GradedPanel",
    "GradedRecall",
    "GreyPanel",
    "GreyRecall",
    "MixedRecall",
    "NoisyRecall",
    "PixelPad",
    "PlaneFlow",
    "TwoNeurons",
    "UnitByUnit",
    "anchored",
    "attention_explorer",
    "attention_in_words",
    "attention_recall_of",
    "capacity_explorer",
    "crowded_point",
    "crowded_recall",
    "damaged",
    "dense_explorer",
    "dense_recall",
    "dense_recall_in_words",
    "draw_explorer",
    "generation_explorer",
    "graded_explorer",
    "graded_in_words",
    "graded_recall",
    "grey_explorer",
    "grey_in_words",
    "grey_recall",
    "landscape",
    "masked",
    "mixed_cue",
    "mixing_explorer",
    "networks",
    "noisy_recall",
    "own_greys",
    "own_picture_explorer",
    "plane_flow",
    "plane_flow_in_words",
    "plane_memories",
    "player",
    "portrait_explorer",
    "recall_between",
    "recall_both_ways",
    "recall_from",
    "recall_side_by_side",
    "recall_unit_by_unit",
    "recall_with_heat",
    "stretched",
    "two_neurons",
    "votes",
    "voting_explorer",
]
