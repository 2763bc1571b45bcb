"""What a full answer says, and for what there are points, beside each written answer in Formgrader.

They are taken from the solution when the page is shown, and stand nowhere in what learners get: neither in
the exercise nor in the copy of what they handed in, nor on their page.
"""

from pathlib import Path

import nbformat
from nbconvert.preprocessors import Preprocessor

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
HEADING = "**Rubric**"
SHOWN = "**Rubric, for whoever grades**"
# Formgrader's own style leaves no room between columns, and takes the triangle from what is folded
FRAME = """<style>
.rubric { border-left: 4px solid #5bc0de; padding-left: 1em }
.rubric th, .rubric td { padding: 2px 1.5em 2px 0; text-align: left }
.rubric summary { display: list-item; cursor: pointer }
</style>
<div class="rubric">

%s

</div>"""


def rubric(source):
    """Return what is shown beside an answer, as Markdown, of the solution's cell.

    The points come first, and the answer, if there is one, is folded below them.
    """
    inside = source.partition(BEGIN)[2].partition(END)[0].strip()
    answer, _, points = inside.partition(HEADING)
    parts = [SHOWN, points.strip()] if points.strip() else ["**For whoever grades**"]
    if answer.strip():
        summary = "<summary>What a full answer says</summary>"
        parts.append(f"<details>{summary}\n\n{answer.strip()}\n\n</details>")
    return FRAME % "\n\n".join(parts)


def written(notebook):
    """Yield the place, the id and the cell of each written answer that a person grades."""
    for place, cell in enumerate(notebook.cells):
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and grading.get("grade") and grading.get("solution"):
            yield place, grading["grade_id"], cell


class Rubrics(Preprocessor):
    """Puts rubrics into the page that Formgrader shows, and into no other page."""

    def preprocess(self, nb, resources):
        """Return the notebook with a cell of the rubric below each written answer."""
        if "submission_id" not in resources:  # Formgrader alone gives it: elsewhere a learner may read along
            return nb, resources
        exercise = resources["assignment_id"]
        # .../autograded/STUDENT/EXERCISE
        folder = Path(resources["metadata"]["path"]).resolve().parents[2]
        path = folder / "source" / exercise / f"{resources['notebook_id']}.ipynb"
        solution = nbformat.read(path, as_version=4)
        words = {name: rubric(cell.source) for _, name, cell in written(solution)}
        for place, name, _ in reversed([*written(nb)]):
            if name in words:
                nb.cells.insert(place + 1, nbformat.v4.new_markdown_cell(words[name]))
        return nb, resources
