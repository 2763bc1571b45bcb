"""Tests of the library, the explorers, exercises, grading, the texts, and all of it in a browser."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
