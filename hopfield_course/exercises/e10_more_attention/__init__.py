"""Exercise 10: how sharp for a set, a memory in one list, a step of tokens, and what likeness costs."""

from . import feature_step, list_errors, list_similarity, set_sharpness, tokens_mended

EXERCISE = "10_more_attention"
TASKS = (set_sharpness.TASK, list_similarity.TASK, feature_step.TASK, tokens_mended.TASK, list_errors.TASK)
data = list_errors.data
