"""Who is who: names as folders and learning management systems have them, and a roster that tells.

A roster is a table (CSV) with a row for each learner: an id, and where there are any a name, an e-mail
address, a group.  What Canvas and Moodle export as their gradebook is one too.
"""

import csv
import hashlib
import io
import os
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

LONGEST = 60  # letters of a learner's id
MOODLE = re.compile(
    r"^(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)$", re.S
)
CANVAS = re.compile(r"^(?P<name>[^_]+)_(?:LATE_)?(?P<number>\d{2,})_(?:LATE_)?\d{3,}_(?P<rest>.+)$", re.S)
# what a roster's columns are called, in the order in which they are looked for
TITLES = {
    "id": ("id", "student id", "student_id", "id number", "idnumber", "username", "login", "sis login id",
           "sis user id", "number", "matriculation number"),
    "name": ("name", "student", "full name", "fullname", "learner"),
    "email": ("e-mail", "email", "email address", "e-mail address", "mail"),
    "group": ("group", "groups", "section", "class"),
    "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
}  # fmt: skip


class RosterError(ValueError):
    """A roster that cannot be used; the message says why."""


@dataclass(frozen=True)
class Person:
    """A learner of a roster."""

    id: str
    name: str = ""
    email: str = ""
    group: str = ""


@dataclass(frozen=True)
class Label:
    """What a folder's or a file's name says of who handed it in.

    Attributes
    ----------
    name : str
    number : str
        The system's; empty if there is none.
    lasting : bool
        Whether a learner has the same number in every exercise.
    rest : str
        What stands behind it.
    """

    name: str
    number: str = ""
    lasting: bool = False
    rest: str = ""


def label(words):
    """Return who handed something in, by the name of its folder or file."""
    words = tidy(words)
    if found := MOODLE.match(words):
        return Label(tidy(found["name"]), found["number"], False, found["rest"])
    if found := CANVAS.match(words):
        return Label(tidy(found["name"]), found["number"], True, found["rest"])
    return Label(words)


def tidy(name):
    """Return a name in the one form of Unicode, without spaces around it."""
    return unicodedata.normalize("NFC", " ".join(name.split()) if name.strip() else name)


def safe(name):
    """Return a learner's name as nbgrader and file systems take it; other names stay distinct."""
    name = tidy(name)
    plain = "".join(letter if _fits(letter) else "_" for letter in name).lstrip(".-@")[:LONGEST]
    while len(plain.encode()) > 3 * LONGEST:
        plain = plain[:-1]
    if plain and plain == name and not re.search(r"-[0-9a-f]{8}$", name):  # looks like one made here
        return name
    return f"{plain or 'student'}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}"


def _fits(letter):
    return letter in "_.@-" or letter.isalnum() or unicodedata.category(letter).startswith("M")


def _plain(name):
    """Return a name's words without case and accents."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return re.findall(r"\w+", kept)


def _forms(name):
    """Return the ways in which a name may be written: the family's name first or last, with no spaces."""
    if not (words := _plain(name)):
        return set()
    forms = {" ".join(sorted(words)), "".join(words)}
    return forms | {"".join([words[-1], *words[:-1]]), "".join([*words[1:], words[0]])}


class Roster:
    """The learners of a course.

    Parameters
    ----------
    people : list of Person
    """

    def __init__(self, people):
        self.people = {safe(person.id): person for person in people}
        self.exact, self.names = defaultdict(set), defaultdict(set)
        for student, person in self.people.items():
            for words in (person.id, student, person.email, person.email.partition("@")[0]):
                if words:
                    self.exact[tidy(words).casefold()].add(student)
            for form in _forms(person.name):
                self.names[form].add(student)

    def find(self, found):
        """Return the id of whom a label names; None if there is nobody, or more than one."""
        for words, table in ((found.name, self.exact), (found.number, self.exact)):
            if words and len(table[words.casefold()]) == 1:
                return next(iter(table[words.casefold()]))
        fitting = {one for form in _forms(found.name) for one in self.names.get(form, ())}
        return next(iter(fitting)) if len(fitting) == 1 else None


def read_roster(path):
    """Return the roster in a file.

    Raises
    ------
    RosterError
        If it cannot be read, has no column of ids or the same id twice.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RosterError(f"{path}: the roster cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise RosterError(f"{path}: the roster is not in UTF-8: save it as 'CSV UTF-8'") from None
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    titles = [title.strip().casefold() for title in rows[0]] if rows else []
    place = {
        kind: next((titles.index(name) for name in names if name in titles), None)
        for kind, names in TITLES.items()
    }
    if place["id"] is None:
        raise RosterError(f"{path}: expected a column named id, found {', '.join(titles) or 'nothing'}")
    people = [_person(row, place) for row in rows[1:]]
    people = [one for one in people if one.id]
    ids = [safe(one.id) for one in people]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise RosterError(f"{path}: the id {twice[0]} is there more than once")
    return Roster(people)


def _person(row, place):
    words = {
        kind: tidy(row[k]).strip() if k is not None and k < len(row) else "" for kind, k in place.items()
    }
    name = words["name"] or f"{words['first']} {words['last']}".strip()
    return Person(words["id"], name, words["email"], words["group"])
