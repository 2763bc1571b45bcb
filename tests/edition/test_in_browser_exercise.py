"""An exercise is answered in the page, wrongly and rightly, and the check says so."""

from tests.edition.running import run_cell, run_cells_with, sources, trouble

WRONG = "def hebb_couplings(patterns):\n    return patterns.T @ patterns / patterns.shape[1]"
RIGHT = """def hebb_couplings(patterns):
    X = patterns.astype(float)
    W = X.T @ X / X.shape[1]
    np.fill_diagonal(W, 0)
    return W"""
ANSWER = """async ([i, text]) => {
  window.panel.content.model.cells.get(i).sharedModel.setSource(text);
}"""
SHOWN = """async i => {
  const panel = window.panel.content;
  await panel.scrollToItem(i, 'smart');
  await new Promise(resolve => setTimeout(resolve, 300));
  return panel.widgets[i].node.querySelector('.jp-Cell-outputWrapper').innerText;
}"""


def test_an_exercise_is_answered_and_checked(window):
    with window.opened("exercises/01_binary_recall.ipynb") as notebook:
        run_cells_with(notebook, "from hopfield_course import check")
        place = next(i for i, text in enumerate(sources(notebook)) if text.startswith("def hebb_couplings"))

        def assert_runs_and_shown(answer: str | None) -> str:
            if answer:
                notebook.ask(ANSWER, [place, answer])
            run_cell(notebook, place)
            assert run_cell(notebook, place + 1).errors == []
            return notebook.ask(SHOWN, place + 1)

        assert "still to do" in assert_runs_and_shown(None)
        wrong = assert_runs_and_shown(WRONG)
        assert "hebb_couplings: 1.25 of 2 points" in wrong
        assert "A unit does not vote for itself." in wrong
        assert "hebb_couplings: 2 of 2 points" in assert_runs_and_shown(RIGHT)
        assert trouble(notebook) == []
