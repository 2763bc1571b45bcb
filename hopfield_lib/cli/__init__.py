"""The library from a shell: a user's own pictures stored, corrupted and recalled.

python -m hopfield_lib recall --store DIR (--cue DIR | --noise P) --out DIR [--weights FILE]
"""

from .command import main

__all__ = ["main"]
