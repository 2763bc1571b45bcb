"""Exercise 10: shares above a bar, a memory in one list, a step of tokens, and what likeness costs."""

from . import feature_step, list_errors, list_similarity, sparse_shares, tokens_mended

EXERCISE = "10_more_attention"
TASKS = (sparse_shares.TASK, list_similarity.TASK, feature_step.TASK, tokens_mended.TASK, list_errors.TASK)
data = list_errors.data
