"""ZIP files as learning management systems deliver them, unpacked: notebooks alone, in bounds."""

import os
import stat
import time
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath

from .submissions import LARGEST
from .written import line

MEMBERS, DIRECTORY = 10_000, 8 * 2**20  # files in one archive, and bytes of their table
ALL = 4 * 2**30  # bytes unpacked of one archive
WANTED = (".ipynb", ".zip")


def unpack(archive, folder, most=ALL):
    """Unpack an archive's notebooks and archives into a folder; return what was amiss, in words.

    Nothing is written outside of the folder; links and hidden files are passed over; of what is too large
    there is an empty file of that size.

    Raises
    ------
    ValueError
        If it is no archive that can be read; the message says why.
    """
    notes, room = [], most
    try:
        with Path(archive).open("rb") as file:
            end = zipfile._EndRecData(file)  # pyright: ignore[reportAttributeAccessIssue]
            if not end or end[5] > DIRECTORY:
                raise ValueError("it is no ZIP file" if not end else "it has too many files")
            file.seek(0)
            with zipfile.ZipFile(file) as opened:
                members = [one for one in opened.infolist() if _wanted(one)]
                if len(members) > MEMBERS:
                    notes.append(f"of {len(members)} files, {MEMBERS} are looked at")
                for member in members[:MEMBERS]:
                    if room <= 0:
                        notes.append(f"more than {most // 2**20} MB: the rest is not looked at")
                        break
                    room -= _write(opened, member, Path(folder), notes)
    except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, UnicodeError) as error:
        raise ValueError(f"the ZIP file cannot be read: {line(error, 100)}") from None
    return notes


def _wanted(member):
    name = _name(member)
    path = PurePosixPath(name)
    link = stat.S_ISLNK(member.external_attr >> 16)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    outside = (
        path.is_absolute() or "\\" in name or "\0" in name or any(len(part) > 200 for part in path.parts)
    )
    return not (member.is_dir() or link or hidden or outside) and name.lower().endswith(WANTED)


def _name(member):
    """Return a member's name: many programs write UTF-8 and do not say so."""
    with suppress(UnicodeError):
        if not member.flag_bits & 0x800:
            return member.orig_filename.encode("cp437").decode("utf-8")
    return member.filename


def _write(opened, member, folder, notes):
    """Write one member's file, with its time; return the bytes that it took."""
    place = folder.joinpath(*PurePosixPath(_name(member)).parts)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(member) as source:
            content = source.read(LARGEST + 1)
        with place.open("xb") as file:
            if len(content) > LARGEST:
                file.truncate(LARGEST + 1)
            else:
                file.write(content)
        _set_time(place, member.date_time)
    except Exception as error:  # zlib, lzma and zipfile have errors of their own
        notes.append(
            f"{line(_name(member), 60)} cannot be unpacked: {line(f'{type(error).__name__}: {error}', 80)}"
        )
        return 0
    return len(content)


def _set_time(place, date_time):
    with suppress(ValueError, OverflowError):
        when = time.mktime((*date_time, 0, 0, -1))
        os.utime(place, (when, when))
