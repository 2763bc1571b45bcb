"""Where things lie."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
CACHE = BUILD / "cache"  # what was fetched
SITES = {"online": BUILD / "browser", "offline": BUILD / "browser-offline"}
PAGE = Path(__file__).resolve().parent / "page"
