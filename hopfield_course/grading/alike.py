"""Answers that are alike, side by side: what a person looks at before saying anything about copying.

The page of an exercise has a part for each answer that several have, or that is the course's own, and
begins with a table of who is in which.
"""

import re
from collections import defaultdict
from difflib import SequenceMatcher

from .pages import address, feedback_address, write_page
from .written import line

LINES, LETTERS = 150, 200  # of an answer that are shown, and of a line
WORDS = 80  # of a line that are compared one by one
PAIRS = 30  # of one part that are shown
WORD = re.compile(r"\w+|\s+|[^\w\s]")


def pieces(left, right):
    """Return two lines as pieces, each with whether the other line has it not."""
    words = WORD.findall(left), WORD.findall(right)
    if max(map(len, words)) > WORDS:
        return [(left, left != right)], [(right, left != right)]
    sides = [], []
    for kind, a, b, c, d in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        for side, mine, begin, end in zip(sides, words, (a, c), (b, d), strict=True):
            if end > begin:
                side.append(("".join(mine[begin:end]), kind != "equal"))
    return sides


def shown(source):
    """Return the lines of an answer as a page shows them: no letters that cannot be seen, not too many."""
    lines = source.splitlines()
    more = [f"… and {len(lines) - LINES} lines more"] * (len(lines) > LINES)
    return [line(one.expandtabs(4), LETTERS) for one in lines[:LINES]] + more


def side_by_side(left, right):
    """Return the rows of two answers beside each other.

    Each is a dict with ``left`` and ``right``, the pieces of a line with whether they differ, or None where
    the other has a line more; and ``same``.
    """
    mine, theirs = shown(left), shown(right)
    rows = []
    for kind, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        for k in range(max(b - a, d - c)):
            one = mine[a + k] if a + k < b else None
            other = theirs[c + k] if c + k < d else None
            if one is None or other is None:
                sides = [None if text is None else [(text, True)] for text in (one, other)]
            else:
                sides = pieces(one, other)
            rows.append({"left": sides[0], "right": sides[1], "same": kind == "equal"})
    return rows


def parts_of(traits, right, sources, order):
    """Return the parts of the page: for each answer that is alike what it is beside, and whose it is.

    Parameters
    ----------
    traits : dict
        The traits of each submission, by student.
    right : dict
        Words and code by digest, see `likeness.known`.
    sources : callable
        Given a student, returns what was written for each task, by the id of its cell.
    order : callable
        By which students are put: who handed in first comes first.

    Returns
    -------
    list of dict
        Each with ``name``; ``beside``, of whom or what the code on the left is; ``pairs``, students and rows;
        ``students``, all of whom it is; ``more``, how many are not shown.
    """
    owners = defaultdict(set)
    for student, mine in traits.items():
        for name, digests in mine.shapes.items():
            for digest in digests:
                owners[name, digest].add(student)
    parts = {}
    for (name, digest), students in owners.items():
        if digest not in right and len(students) < 2:
            continue
        several = sorted(students, key=order)
        beside, code = right.get(digest, (several[0], None))
        # a function and all of its answer are alike together: once is enough
        parts.setdefault((name, beside, tuple(several)), code)
    ordered = sorted(parts.items(), key=_by_name)
    return [_part(name, beside, students, code, sources) for (name, beside, students), code in ordered]


def _by_name(part):
    return part[0]


def _part(name, beside, students, code, sources):
    """Return a part: what is the same to the letter is shown once."""
    left = sources(students[0]).get(name, "") if code is None else code
    others = defaultdict(list)
    for student in students[1:] if code is None else students:
        others[sources(student).get(name, "")].append(student)
    pairs = [{"students": who, "rows": side_by_side(left, source)} for source, who in others.items()]
    return {
        "name": name,
        "beside": beside,
        "of_learner": code is None,
        "students": students,
        "pairs": pairs[:PAIRS],
        "more": sum(len(pair["students"]) for pair in pairs[PAIRS:]),
    }


def write_alike(course, exercise, words, parts, labels):
    """Write the page of an exercise, or take it away if there is nothing to look at; return its path or None.

    Parameters
    ----------
    course : Course
    exercise : str
    words : dict
        What is to be looked at, by student.
    parts : list of dict
        See `parts_of`.
    labels : dict
        What learners are called.
    """
    path = course.folder / "alike" / f"{exercise}.html"
    if not any(words.values()):
        path.unlink(missing_ok=True)
        return None
    for k, part in enumerate(parts, 1):
        part["id"] = f"{part['name']}:{k}"  # no learner's id has a colon
        part["left"] = labels.get(part["beside"], part["beside"]) if part["of_learner"] else part["beside"]
        for pair in part["pairs"]:
            pair["right"] = [labels.get(one, one) for one in pair["students"]]
    people = [
        {
            "id": student,
            "label": labels.get(student, student),
            "words": found,
            "page": f"../{feedback_address(student, exercise)}",
            "parts": [part for part in parts if student in part["students"]],
        }
        for student, found in sorted(words.items())
        if found
    ]
    return write_page(path, "alike", exercise=exercise, people=people, parts=parts)


def place(exercise, student):
    """Return where a learner is on the page, as a table has it."""
    return f"alike/{exercise}.html#{student}"


def link(exercise, student):
    """Return the link to where a learner is on the page."""
    return address("alike", f"{exercise}.html", place=student)
