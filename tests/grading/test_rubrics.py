"""Rubrics of written answers: each exercise has one, its points add up, and one page alone shows it."""

import copy
import warnings

import nbformat
import pytest

from tests import ROOT

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from hopfield_course.grading.rubrics import Rubrics, rubric, written

SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
WORTH = {"¼": 0.25, "½": 0.5, "1": 1.0, "1½": 1.5, "2": 2.0}


@pytest.fixture(scope="module", params=SOLUTIONS, ids=lambda path: path.stem)
def solution(request):
    return request.param, nbformat.read(request.param, as_version=4)


def rows(text):
    """Return the first cell of each row of a rubric's table."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [line.split("|")[1].strip() for line in lines[2:]]


def test_each_written_answer_has_a_rubric_whose_points_add_up(solution):
    _, notebook = solution
    found = list(written(notebook))
    assert found
    for _, name, cell in found:
        text = rubric(cell.source)
        assert sum(WORTH[worth] for worth in rows(text)) == cell.metadata.nbgrader.points, name
        assert text.index("Rubric") < text.index("<details>") < text.index("What a full answer says")
        assert "SOLUTION" not in text


def test_formgrader_shows_it_below_the_answer_and_no_other_page_does(solution, tmp_path):
    path, notebook = solution
    exercise = path.stem
    source = tmp_path / "source" / exercise
    source.mkdir(parents=True)
    nbformat.write(notebook, source / path.name)
    handed_in = nbformat.read(ROOT / "exercises" / path.name, as_version=4)
    before = copy.deepcopy(handed_in)
    place = {"metadata": {"path": str(tmp_path / "autograded" / "ada" / exercise)}}

    page, _ = Rubrics().preprocess(handed_in, {**place, "nbgrader": {"assignment": exercise}})
    assert page == before

    names = {"submission_id": "1", "assignment_id": exercise, "notebook_id": exercise}
    page, _ = Rubrics().preprocess(handed_in, {**place, **names})
    for answer, _, _ in written(page):
        assert "Rubric, for whoever grades" in page.cells[answer + 1].source
    assert len(page.cells) == len(before.cells) + 1
