"""Where `make book` has put the book, and its pages."""

from tests import ROOT

BOOK = ROOT / "build" / "book"
PAGES = sorted(path for path in BOOK.rglob("*.html") if "_static" not in path.parts)


def name_of(path):
    """Return a page's path within the book."""
    return path.relative_to(BOOK).as_posix()
