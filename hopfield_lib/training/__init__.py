"""What is learnt from examples: memories of a dense network, and one head of attention.

``memories`` learns the patterns themselves, by gradient descent with labels or by competition without;
``attention`` learns how patterns are seen: as keys, by queries, with values.
"""

from .attention import (
    AttentionHead,
    attention_loss,
    induction_sequences,
    induction_tokens,
    train_attention,
)
from .memories import (
    GRID,
    START,
    TINY,
    Classifier,
    Fields,
    Slopes,
    TrainedMemories,
    class_fields,
    classification_loss,
    classify,
    competing_features,
    competition_step,
    named,
    pixels,
    power,
    train_memories,
)

__all__ = [
    "GRID",
    "START",
    "TINY",
    "AttentionHead",
    "Classifier",
    "Fields",
    "Slopes",
    "TrainedMemories",
    "attention_loss",
    "class_fields",
    "classification_loss",
    "classify",
    "competing_features",
    "competition_step",
    "induction_sequences",
    "induction_tokens",
    "named",
    "pixels",
    "power",
    "train_attention",
    "train_memories",
]
