"""Pictures to states and back, and every kind of corruption.

A picture is an array (h, w) of greys: uint8 from 0 (black) to 255 (white), or floats from 0 to 1.
A state is flat, (N,) with N = h·w, and a batch of states is (..., N): `binarize` flattens, and
only the plots give a state its shape again. One convention holds throughout: **+1 is black (ink),
-1 is white (paper)**, and on the half circle of phases black is e^{i0} = +1 and white e^{iπ} = -1.

States of ±1 come back as int8, whatever kind of numbers came in; True counts as +1. The cues
among them may hold 0, undecided. No function changes what it is given, and all randomness comes
from the generator `rng`.
"""

from .corruptions import blend, flip, flip_per_row, grey_noise, mask_block, mask_rows, overlay
from .files import film, load, load_folder, picture_png
from .states import binarize, binarize_like, to_grey, to_phases

__all__ = [
    "binarize",
    "binarize_like",
    "blend",
    "film",
    "flip",
    "flip_per_row",
    "grey_noise",
    "load",
    "load_folder",
    "mask_block",
    "mask_rows",
    "overlay",
    "picture_png",
    "to_grey",
    "to_phases",
]
