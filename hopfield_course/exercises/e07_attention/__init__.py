"""Exercise 07: attention as recall, and what the sharpness of its softmax decides."""

from . import attend, how_sharp, settle_mended, sharers, update_slope

EXERCISE = "07_attention"
TASKS = (attend.TASK, sharers.TASK, update_slope.TASK, settle_mended.TASK, how_sharp.TASK)
data = how_sharp.data
