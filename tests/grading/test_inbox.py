"""What is handed in is found in whatever folders, archives and names; one learner is one person."""

import json
import os
import time
import unicodedata
import zipfile

import pytest

from hopfield_course.grading import archives
from hopfield_course.grading.inbox import SAME, collect, which
from hopfield_course.grading.people import Label, Person, Roster, RosterError, label, read_roster, safe
from hopfield_course.grading.submissions import cells_of
from tests import ROOT

FIRST, SECOND = "01_binary_recall", "02_spurious_states"
SOLVED = {
    name: (ROOT / "solutions" / f"{name}.ipynb").read_text(encoding="utf-8") for name in (FIRST, SECOND)
}
GIVEN = {name: (ROOT / "exercises" / f"{name}.ipynb").read_text(encoding="utf-8") for name in (FIRST, SECOND)}


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(folder, place, text="{}", when=None):
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if when is not None:
        os.utime(path, (when, when))
    return path


def found(inbox, roster=None):
    def given(exercise):
        return cells_of(GIVEN[exercise].encode())

    return collect(inbox, inbox.parent / "unpacked", roster, given)


def people(inbox, roster=None):
    return sorted((one.student, one.exercise) for one in found(inbox, roster))


# --------------------------------------------------------------------------------------- names


def test_names_become_safe_and_stay_distinct():
    names = [
        "ada", "a.b@c-d_e", "王小明", "Çelik", "José", "हिन्दी", "../../etc", "Celik", ".hidden", "-x",
        "x" * 200, "王" * 100, "", "a b", "a_b", "a/b", "a\udcffb",
    ]  # fmt: skip
    made = [safe(name) for name in names]
    assert len(set(made)) == len(names)
    assert made[:6] == names[:6]
    for name in made:
        assert name
        assert not set(name) & set("/\\ ")
        assert name[0] not in ".-"
        assert len(name.encode()) < 200


def test_a_name_in_two_forms_of_unicode_is_one_learner(inbox):
    for form, exercise in (("NFC", FIRST), ("NFD", SECOND)):
        put(inbox, f"{unicodedata.normalize(form, 'José')}/{exercise}.ipynb", SOLVED[exercise])
    assert people(inbox) == [("José", FIRST), ("José", SECOND)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ada", Label("ada")),
        ("s_12_01_binary_recall", Label("s_12_01_binary_recall")),
        ("doeada_4711_90210_01_binary_recall-1", Label("doeada", "4711", True, "01_binary_recall-1")),
        ("lovelaceada_LATE_4711_90210_x", Label("lovelaceada", "4711", True, "x")),
        ("Ada Lovelace_815_assignsubmission_file_", Label("Ada Lovelace", "815", False, "")),
        ("Ada Lovelace_815_assignsubmission_file", Label("Ada Lovelace", "815", False, "")),
        ("王小明_815_assignsubmission_file_01_binary_recall.ipynb",
         Label("王小明", "815", False, "01_binary_recall.ipynb")),
    ],
)  # fmt: skip
def test_names_as_systems_deliver_them_are_understood(words, expected):
    assert label(words) == expected


# ------------------------------------------------------------------------------- where files lie


def test_submissions_are_found_where_they_lie(inbox):
    for place in (
        f"ada/{FIRST}.ipynb", f"bo/{FIRST}/{FIRST}.ipynb", f"chen_{FIRST}.ipynb", f"dan/{FIRST} (1).ipynb",
        f"eve/{FIRST}-Copy1.ipynb", f"fay_{FIRST}-1.ipynb", f"ed/a/b/c/d/e/{FIRST}.ipynb",
        f"gus/.ipynb_checkpoints/{FIRST}.ipynb", "hal/notes.txt",
    ):  # fmt: skip
        put(inbox, place)
    (inbox / "loop").symlink_to(inbox)
    everyone = {one.student: one for one in found(inbox)}
    sound = {name for name, one in everyone.items() if one.exercise}
    assert sound == {"ada", "bo", "chen", "dan", "eve", "fay"}
    assert {everyone[name].note for name in ("ed", "gus", "hal")} == {"no notebook in it"}
    assert everyone["loop"].note == "a link, not a folder"
    with pytest.raises(FileNotFoundError, match="expected a folder of submissions"):
        collect(inbox / "nowhere", inbox / "unpacked")


def test_one_learner_in_all_forms_of_one_system_is_one(inbox):
    put(inbox, f"lovelaceada_4711_90210_{FIRST}.ipynb", SOLVED[FIRST])
    put(inbox, f"lovelaceada_LATE_4711_90999_{SECOND}-1.ipynb", SOLVED[SECOND])
    put(inbox, f"lovelaceada_4712_90211_{FIRST}.ipynb", SOLVED[FIRST])  # another of this name
    assert people(inbox) == [
        ("lovelaceada_4711", FIRST), ("lovelaceada_4711", SECOND), ("lovelaceada_4712", FIRST)
    ]  # fmt: skip


def test_a_number_that_is_another_one_in_each_exercise_tells_nobody_apart(inbox):
    put(inbox, f"Ada_815_assignsubmission_file_/{FIRST}.ipynb", SOLVED[FIRST])
    put(inbox, f"Ada_922_assignsubmission_file_{SECOND}.ipynb", SOLVED[SECOND])
    put(inbox, f"Bo_1_assignsubmission_file_/{FIRST}.ipynb", SOLVED[FIRST])
    put(inbox, f"Bo_2_assignsubmission_file_/{FIRST}.ipynb", SOLVED[FIRST])
    assert people(inbox) == [("Ada", FIRST), ("Ada", SECOND), ("Bo_1", FIRST), ("Bo_2", FIRST)]
    assert "told apart by the system's number" in next(o.note for o in found(inbox) if o.student == "Bo_1")


@pytest.mark.parametrize("name", ["my homework", "Untitled1", f"{SECOND}", "solution (3)"])
def test_a_renamed_exercise_is_known_by_its_cells(inbox, name):
    put(inbox, f"ada/{name}.ipynb", SOLVED[FIRST])
    (one,) = found(inbox)
    assert one.exercise == FIRST
    assert f"its cells are those of {FIRST}" in one.note


def test_what_has_neither_name_nor_cells_is_none_of_the_courses(tmp_path):
    assert which(put(tmp_path, "holiday.ipynb", '{"grade_id": "energy_bill"}'))[0] == ""
    assert which(put(tmp_path, f"{FIRST}.ipynb", "broken"))[0] == FIRST
    text = json.dumps({"source": '"grade_id": "energy"'})  # said in a cell, not an id
    assert which(put(tmp_path, "x.ipynb", text))[0] == ""


# ------------------------------------------------------------------------- several files of one learner

NOW = time.time()
# place, text, seconds before now; the last word of each row: which counts
SEVERAL = {
    "an untouched copy of the same time": (
        [("a/{}.ipynb", "given", 0), ("b/{}.ipynb", "solved", 0)], "b", "the newest that was worked on",
    ),
    "the untouched copy first": (
        [("a/{}.ipynb", "solved", 0), ("b/{}.ipynb", "given", 0)], "a", "the newest that was worked on",
    ),
    "an untouched copy that is newer": (
        [("a/{}.ipynb", "solved", 999), ("b/{}.ipynb", "given", 0)], "a", "the newest that was worked on",
    ),
    "a newer one": ([("a/{}.ipynb", "solved", 999), ("b/{}.ipynb", "solved", 0)], "b", "the newest of 2"),
    "a broken copy": ([("a/{}.ipynb", "solved", 0), ("b/{}.ipynb", "broken", 0)], "a", "worked on"),
    "one with more answers": (
        [("a/{}.ipynb", "half", SAME / 2), ("b/{}.ipynb", "solved", SAME / 2), ("c/{}.ipynb", "half", 0)],
        "b", "so the one with most answers",
    ),
    "handed in again": ([("{}.ipynb", "solved", 0), ("{}-1.ipynb", "solved", 0)], "{}-1.ipynb", "of 2 files"),
    "downloaded again": (
        [("{} (2).ipynb", "solved", 0), ("{} (10).ipynb", "solved", 0)], "{} (10).ipynb", "of 2 files",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEVERAL)
def test_of_several_files_the_one_that_was_worked_on_counts_and_a_word_says_so(inbox, name):
    files, counts, why = SEVERAL[name]
    half = json.loads(GIVEN[FIRST])
    next(c for c in half["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "energy")[
        "source"
    ] = "1"
    texts = {"given": GIVEN[FIRST], "solved": SOLVED[FIRST], "half": json.dumps(half), "broken": "{"}
    for place, text, before in files:
        put(inbox / "ada", place.format(FIRST), texts[text], NOW - before)
    (one,) = found(inbox)
    assert counts.format(FIRST) in one.path.relative_to(inbox / "ada").as_posix()
    assert why in one.note


# ------------------------------------------------------------------------------------- archives


def archive(path, members):
    with zipfile.ZipFile(path, "w") as file:
        for name, text in members.items():
            info = zipfile.ZipInfo(name, (2026, 5, 1, 12, 0, 0))
            file.writestr(info, text)
    return path


ARCHIVES = {
    "a learner's": ("ada.zip", {f"{FIRST}.ipynb": FIRST}, {("ada", FIRST)}),
    "a learner's folder": ("ada.zip", {f"work/{FIRST}.ipynb": FIRST, f"work/{SECOND}.ipynb": SECOND},
                           {("ada", FIRST), ("ada", SECOND)}),
    "a learner's, one renamed": ("ada.zip", {f"{FIRST}.ipynb": FIRST, f"my_{SECOND}.ipynb": SECOND},
                                 {("ada", FIRST), ("ada", SECOND)}),
    "a class's folders": ("all.zip", {f"ada/{FIRST}.ipynb": FIRST, f"bo/{FIRST}.ipynb": FIRST},
                          {("ada", FIRST), ("bo", FIRST)}),
    "a class in a folder": ("all.zip", {f"all/ada/{FIRST}.ipynb": FIRST, f"all/bo/{FIRST}.ipynb": FIRST},
                            {("ada", FIRST), ("bo", FIRST)}),
    "Canvas": ("submissions.zip", {f"lovelaceada_4711_90210_{FIRST}.ipynb": FIRST,
                                   "hopperg_4712_90211_mine.ipynb": FIRST},
               {("lovelaceada_4711", FIRST), ("hopperg_4712", FIRST)}),
    "Moodle": ("course-01.zip", {f"Ada_815_assignsubmission_file_/{FIRST}.ipynb": FIRST,
                                 f"王小明_816_assignsubmission_file_/{FIRST}.ipynb": FIRST},
               {("Ada", FIRST), ("王小明", FIRST)}),
    "by hand": ("all.zip", {f"ada_{FIRST}.ipynb": FIRST, f"bo_{FIRST}.ipynb": FIRST},
                {("ada", FIRST), ("bo", FIRST)}),
}  # fmt: skip


@pytest.mark.parametrize("name", ARCHIVES)
def test_archives_are_read_as_folders_are(inbox, name):
    file, members, expected = ARCHIVES[name]
    archive(inbox / file, {place: SOLVED[exercise] for place, exercise in members.items()})
    assert {(one.student, one.exercise) for one in found(inbox)} == expected


def test_archives_within_a_learners_folder_and_within_an_archive(inbox):
    inner = archive(inbox.parent / "inner.zip", {f"{FIRST}.ipynb": SOLVED[FIRST]})
    (inbox / "ada").mkdir()
    (inbox / "ada" / "work.zip").write_bytes(inner.read_bytes())
    with zipfile.ZipFile(inbox / "all.zip", "w") as file:
        file.write(inner, "hopperg_4712_90211_work.zip")
    everyone = {one.student: one for one in found(inbox)}
    assert {name: one.exercise for name, one in everyone.items()} == {"ada": FIRST, "hopperg_4712": FIRST}
    assert everyone["ada"].shown.endswith(f"ada/work.zip/{FIRST}.ipynb")
    assert time.localtime(everyone["ada"].when)[:4] == (2026, 5, 1, 12)


def test_what_is_hostile_in_an_archive_is_passed_over(inbox, monkeypatch):
    link = zipfile.ZipInfo("link.ipynb")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(inbox / "ada.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for place in (
            "../../up.ipynb",
            "/root.ipynb",
            "a\\..\\b.ipynb",
            "x/../../y.ipynb",
            "notes.txt",
            ".h.ipynb",
        ):
            file.writestr(place, "{}")
        file.writestr(link, "/etc/passwd")
        file.writestr(f"{FIRST}.ipynb", SOLVED[FIRST])
        file.writestr("giant.ipynb", bytes(archives.LARGEST + 2**20))
    (one,) = [one for one in found(inbox) if one.exercise]
    assert (one.student, one.exercise) == ("ada", FIRST)
    assert not list(inbox.parent.rglob("up.ipynb"))
    assert sorted(path.name for path in (inbox.parent / "unpacked").rglob("*.ipynb")) == [
        f"{FIRST}.ipynb", "giant.ipynb"
    ]  # fmt: skip
    assert not any(path.is_symlink() for path in inbox.parent.rglob("*"))


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"x" * 999])
def test_a_broken_archive_is_named_and_stops_nobody(inbox, content):
    (inbox / "ada.zip").write_bytes(content)
    put(inbox, f"bo/{FIRST}.ipynb", SOLVED[FIRST])
    everyone = {one.student: one for one in found(inbox)}
    assert everyone["bo"].exercise == FIRST
    assert everyone["ada"].exercise == ""
    assert "ZIP" in everyone["ada"].note or "no notebook" in everyone["ada"].note


def test_an_archive_has_room_for_so_much_and_no_more(tmp_path):
    path = archive(tmp_path / "all.zip", {f"{k}.ipynb": "x" * 1000 for k in range(9)})
    notes = archives.unpack(path, tmp_path / "out", 3000)
    assert len(list((tmp_path / "out").iterdir())) == 3
    assert "the rest is not looked at" in notes[0]


# --------------------------------------------------------------------------------------- the roster

ADA = Person("s1", "Ada Lovelace", "ada@uni.example", "A")
ROSTER = Roster(
    [ADA, Person("s2", "José García", "jose@uni.example"), Person("4711", "小明 王"), Person("s4", "Bo X")]
)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (Label("s1"), "s1"), (Label("S1"), "s1"), (Label("ada@uni.example"), "s1"), (Label("ada"), "s1"),
        (Label("Ada Lovelace", "815"), "s1"), (Label("Lovelace, Ada"), "s1"),
        (Label("lovelaceada", "99"), "s1"),
        (Label("Garcia Jose"), "s2"), (Label("josé garcía"), "s2"), (Label("xyz", "4711", True), "4711"),
        (Label("王小明"), "4711"), (Label("nobody"), None), (Label(""), None),
    ],
)  # fmt: skip
def test_the_roster_says_who_is_who(who, expected):
    assert ROSTER.find(who) == expected


def test_two_of_one_name_are_nobody_by_name():
    roster = Roster([Person("1", "Ada L"), Person("2", "Ada L")])
    assert roster.find(Label("Ada L")) is None
    assert roster.find(Label("Ada L", "2")) == "2"


def test_with_a_roster_one_learner_is_the_same_in_every_form(inbox):
    put(inbox, f"lovelaceada_33_90210_{FIRST}.ipynb", SOLVED[FIRST])
    put(inbox, f"Ada Lovelace_815_assignsubmission_file_/{SECOND}.ipynb", SOLVED[SECOND])
    put(inbox, f"stranger/{FIRST}.ipynb", SOLVED[FIRST])
    assert people(inbox, ROSTER) == [("s1", FIRST), ("s1", SECOND), ("stranger", FIRST)]
    assert next(one.note for one in found(inbox, ROSTER) if one.student == "stranger") == "not on the roster"


@pytest.mark.parametrize(
    "text",
    [
        "id,name,e-mail,group\ns1,Ada Lovelace,ada@uni.example,A\n",
        "\ufeffName;ID;Email;Group\r\nAda Lovelace;s1;ada@uni.example;A\r\n;;;\r\n",
        "First name,Last name,ID number,Email address,Group\nAda,Lovelace,s1,ada@uni.example,A\n",
        "Student,ID,SIS Login ID,Section,mail\n  Points Possible,,,,\nAda Lovelace,s1,x,A,ada@uni.example\n",
    ],
)
def test_rosters_are_read_as_they_come(tmp_path, text):
    assert read_roster(put(tmp_path, "roster.csv", text)).people == {"s1": ADA}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name,e-mail\nAda,x\n", "expected a column named id"), (b"", "expected a column named id"),
        (b"id\ns1\ns1\n", "s1 is there more than once"), (b"id\n\xff\n", "not in UTF-8"),
    ],
)  # fmt: skip
def test_a_roster_that_cannot_be_used_is_refused_in_words(tmp_path, content, words):
    (tmp_path / "roster.csv").write_bytes(content)
    with pytest.raises(RosterError, match=words):
        read_roster(tmp_path / "roster.csv")
