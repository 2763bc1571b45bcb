"""What the command line says: errors in one line, names, tables, and a stream that may be closed.

What a user must be told stops the program as a `CommandError`, whose message is one line.
"""

import contextlib
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from .. import _checks


class CommandError(ValueError):
    """What the user asked for cannot be done; the message says why in one line."""


def same_form(names: Sequence[str], option: str, folder: str) -> list[str]:
    """Return names with accents in one form, since systems write them in one code or in two.

    Raises
    ------
    CommandError
        If two pictures have one name.
    """
    formed = [unicodedata.normalize("NFC", name) for name in names]
    for position, name in enumerate(formed):
        if name in formed[:position]:
            raise CommandError(
                f"{option}: expected one picture for each name in {folder}, got two of {name!r}"
            )
    return formed


def in_one_line(names: Sequence[str], option: str) -> None:
    """Stop where a name would break the lines of the table.

    Raises
    ------
    CommandError
        If one would.
    """
    for name in names:
        if _checks.printable(name) != name:
            raise CommandError(f"{option}: expected names in one line, got {_checks.some([name])}")


def short_enough(names: Sequence[str], added: str, folder: Path) -> None:
    """Stop where a name would be too long for a file of `folder` once `added` stands behind it.

    Raises
    ------
    CommandError
        If one would be.
    """
    longest = 255
    with contextlib.suppress(StopIteration, OSError, ValueError, AttributeError):  # Windows has no such word
        there = next(place for place in (folder, *folder.parents) if place.is_dir())
        longest = os.pathconf(there, "PC_NAME_MAX")
    for name in names:
        if (length := len(os.fsencode(name + added))) > longest:
            raise CommandError(
                f"--store: expected names short enough for {added} behind them, {longest} bytes in all, "
                f"got {length}: {_checks.some([name])}"
            )


def one_line(error: Exception) -> str:
    """Return what an error says, in one line and without the name of the argument it is about."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    if isinstance(error, OSError) and error.filename is not None:
        words = f"{words}: {error.filename}"
    return _checks.printable(re.sub(r"^(path|folder|patterns|pictures|cues|stored): ", "", words))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows of words under a head, as lines; columns of numbers to the right, others to the left."""
    cells = [head, *rows]
    right = [all(re.fullmatch(r"-?[\d.]+", row[k]) for row in rows) for k in range(len(head))]
    right[0] = False  # names, even if all of them are numbers
    widths = [max(_columns(row[k]) for row in cells) for k in range(len(head))]
    lines = []
    for row in cells:
        padded = []
        for k, (word, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - _columns(word))
            padded.append(space + word if right[k] else word + space)
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a wide character, none for an accent."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) > 0 for letter in text)


class Listener:
    """A stream to print on that may be closed at its other end, as by ``| head``: nothing is said of that.

    The work goes on to its end, since its results are files; `failure` is what else went wrong.
    """

    failure: OSError | None = None

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text, and return how many letters it has."""
        with self._patience():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Send on what the stream holds back."""
        with self._patience():
            self._stream.flush()

    @contextlib.contextmanager
    def _patience(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.failure = None if isinstance(error, BrokenPipeError) else error
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())  # for what is still in the stream's buffer too
            os.close(nowhere)
