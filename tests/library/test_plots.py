"""Figures: each function draws what it is given, and nothing else; a figure shown has words beside it."""

import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from hopfield_lib import plots

SHAPE = (3, 4)
STATE = np.array([1, -1, 0, 1, -1, -1, 1, 1, 0, 1, -1, 1])


@pytest.fixture
def ax():
    with plt.rc_context():
        plots.style()
        fig, ax = plt.subplots()
        yield ax
        plt.close("all")


@pytest.fixture(autouse=True)
def _close():
    with plt.rc_context():
        yield
        plt.close("all")


def shown(ax):
    """Return the colours on the screen of the picture on an axes, as reds 0 … 255."""
    (image,) = ax.get_images()
    return image.to_rgba(image.get_array(), bytes=True)[..., 0].astype(int)


# ------------------------------------------------------------------------------------ pictures


@pytest.mark.parametrize("kind", [int, np.int8, float])
def test_a_state_is_black_at_plus_one_white_at_minus_one_and_grey_where_undecided(ax, kind):
    before = STATE.astype(kind)
    drawn = before.copy()
    assert plots.state(ax, drawn, SHAPE, "a title") is ax
    expected = np.where(STATE == 1, 0, np.where(STATE == -1, 255, 128)).reshape(SHAPE)
    assert np.abs(shown(ax) - expected).max() <= 1
    assert ax.get_title() == "a title"
    assert np.array_equal(drawn, before)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_state_of_one_colour_keeps_its_colour(ax, sign):
    plots.state(ax, np.full(12, sign), SHAPE)
    assert (shown(ax) == (0 if sign == 1 else 255)).all()


def test_a_state_of_another_size_is_refused(ax):
    with pytest.raises(ValueError, match="reshape"):
        plots.state(ax, STATE, (5, 5))


def test_a_picture_of_whole_numbers_goes_to_255_and_one_of_floats_to_1(ax):
    greys = np.array([[0, 51], [204, 255]], np.uint8)
    plots.picture(ax, greys)
    assert np.abs(shown(ax) - greys).max() <= 1
    other = ax.figure.add_subplot()
    plots.picture(other, greys / 255)
    assert np.abs(shown(other) - greys).max() <= 1


def test_a_picture_has_a_frame_and_no_ticks(ax):
    plots.picture(ax, np.zeros((2, 2)), low=-1, high=1)
    assert len(ax.get_xticks()) == len(ax.get_yticks()) == 0
    assert all(spine.get_visible() for spine in ax.spines.values())
    assert ax.get_images()[0].get_clim() == (-1, 1)
    assert ax.get_images()[0].get_interpolation() == "nearest"


@pytest.mark.parametrize(("count", "columns", "rows"), [(3, None, 1), (1, None, 1), (5, 2, 3), (4, 2, 2)])
def test_a_gallery_has_an_axes_for_each_picture_and_hides_the_rest(count, columns, rows):
    states = np.where(np.arange(count * 12).reshape(count, 12) % 3 == 0, 1, -1)
    fig = plots.gallery(states, SHAPE, [f"state {k}" for k in range(count)], columns=columns)
    axes = np.array(fig.axes)
    assert len(axes) == rows * (columns or count)
    assert [ax.get_title() for ax in axes[:count]] == [f"state {k}" for k in range(count)]
    for ax, one in zip(axes, states, strict=False):
        assert np.array_equal(shown(ax), np.where(one == 1, 0, 255).reshape(SHAPE))
    assert not any(ax.axison for ax in axes[count:])


def test_a_gallery_mixes_greys_with_states_and_needs_no_titles():
    greys = np.full(SHAPE, 102, np.uint8)
    fig = plots.gallery([greys, STATE], SHAPE, side=1.0)
    assert np.abs(shown(fig.axes[0]) - 102).max() <= 1
    assert set(shown(fig.axes[1]).ravel()) in ({0, 127, 255}, {0, 128, 255})
    assert [ax.get_title() for ax in fig.axes] == ["", ""]


# ----------------------------------------------------------------------------- matrices, curves


def test_a_matrix_writes_its_entries_and_has_a_bar(ax):
    W = np.array([[0.0, 1.0], [1.0, -0.5]])
    assert plots.matrix(ax, W, "coupling", digits=1) is ax
    assert sorted(text.get_text() for text in ax.texts) == ["-0.5", "0.0", "1.0", "1.0"]
    assert len(ax.figure.axes) == 2
    assert ax.figure.axes[1].get_ylabel() == "coupling"
    assert np.array_equal(ax.get_images()[0].get_array(), W)


def test_the_entries_of_a_matrix_are_legible_on_their_colours(ax):
    W = np.linspace(-1, 1, 36).reshape(6, 6)
    plots.matrix(ax, W, digits=2, low=-1, high=1)
    image = ax.get_images()[0]
    weigh = np.array([0.2126, 0.7152, 0.0722])
    for text, value in zip(ax.texts, W.ravel(), strict=True):
        paper = weigh @ np.power(image.cmap(image.norm(value))[:3], 2.2)
        ink = weigh @ np.power(to_rgb(text.get_color()), 2.2)
        contrast = (max(paper, ink) + 0.05) / (min(paper, ink) + 0.05)
        assert contrast >= 4.5, f"{value}: contrast {contrast:.1f}"


def test_a_matrix_without_digits_has_no_text_and_keeps_its_limits(ax):
    plots.matrix(ax, np.eye(3), low=-2, high=2)
    assert not ax.texts
    assert ax.get_images()[0].get_clim() == (-2, 2)


@pytest.mark.parametrize("points", [1, 5, 100])
def test_lines_draw_each_curve_with_a_marker_colour_and_dash_of_its_own(ax, points):
    x = np.arange(points)
    curves = np.arange(3 * points).reshape(3, points)
    assert plots.lines(ax, x, curves, xlabel="x", ylabel="y", labels=["a", "b", "c"]) is ax
    assert len(ax.lines) == 3
    for line, curve in zip(ax.lines, curves, strict=True):
        assert np.array_equal(line.get_ydata(), curve)
    for look in ("get_marker", "get_color", "get_linestyle"):
        assert len({getattr(line, look)() for line in ax.lines}) == 3
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b", "c"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y")


def test_one_curve_needs_no_label(ax):
    plots.lines(ax, [0, 1, 2], [3, 4, 5], xlabel="x", ylabel="y")
    assert len(ax.lines) == 1
    assert ax.get_legend() is None


def test_what_is_measured_has_bars_to_the_ends_of_its_intervals(ax):
    plots.measured(ax, [1, 2], [0.5, 0.6], [0.4, 0.6], [0.7, 0.6], "measured", kind=1)
    (container,) = ax.containers
    (segments,) = (collection.get_segments() for collection in container.lines[2])
    assert np.allclose(segments, [[[1, 0.4], [1, 0.7]], [[2, 0.6], [2, 0.6]]])
    assert container.get_label() == "measured"


def test_an_interval_that_misses_its_point_by_rounding_is_no_error(ax):
    plots.measured(ax, [1, 2], [0.5, 0.3], [0.5 + 1e-16, 0.2], [0.5 - 1e-17, 0.4], "measured")
    bars = ax.containers[0].lines[2][0].get_segments()
    np.testing.assert_allclose([bar[:, 1] for bar in bars], [[0.5, 0.5], [0.2, 0.4]], atol=1e-12)


def test_theory_is_a_line_without_markers_in_the_colour_of_its_measurement(ax):
    plots.measured(ax, [1, 2], [1, 2], [0, 1], [2, 3], "measured", kind=2)
    plots.theory(ax, [1, 2], [1, 2], "theory", kind=2)
    line = ax.lines[-1]
    assert line.get_marker() in ("", "None")
    assert line.get_label() == "theory"
    assert to_rgb(line.get_color()) == to_rgb(ax.containers[0].lines[0].get_color())


def test_bars_carry_their_names_and_numbers(ax):
    assert plots.bars(ax, [0.4, -1.0, 0.0], ["a", "b", "c"], xlabel="overlap") is ax
    assert [bar.get_width() for bar in ax.patches] == [0.4, -1.0, 0.0]
    assert [text.get_text() for text in ax.texts] == ["0.40", "-1.00", "0.00"]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["a", "b", "c"]
    assert ax.yaxis_inverted()
    low, high = ax.get_xlim()
    assert low < -1 < 1 < high


# ------------------------------------------------------------------------------------- showing


def test_a_figure_is_shown_once_with_its_words_and_closed(monkeypatch):
    displayed = []
    monkeypatch.setattr("IPython.display.display", lambda *args, **kwargs: displayed.append((args, kwargs)))
    fig = plt.figure()
    assert plots.present(fig, alt="An empty figure.") is None
    assert displayed == [((fig,), {"metadata": {"image/png": {"alt": "An empty figure."}}})]
    assert not plt.fignum_exists(fig.number)


@pytest.mark.parametrize("alt", ["", "  ", None, 3])
def test_a_figure_without_words_is_refused(alt):
    with pytest.raises(ValueError, match="alt: expected a sentence"):
        plots.present(plt.figure(), alt=alt)


def test_the_style_is_large_and_safe_for_the_colour_blind():
    plots.style()
    assert plt.rcParams["font.size"] >= 12
    assert plt.rcParams["legend.fontsize"] >= 11
    assert plt.rcParams["image.cmap"] == "cividis"
    cycle = plt.rcParams["axes.prop_cycle"].by_key()
    okabe_ito = {"000000", "E69F00", "56B4E9", "009E73", "F0E442", "0072B2", "D55E00", "CC79A7"}
    assert {colour.lstrip("#").upper() for colour in cycle["color"]} <= okabe_ito
    pairs = list(zip(cycle["color"], cycle["linestyle"], strict=True))
    assert len(set(pairs)) == len(pairs)


def test_importing_plots_changes_no_setting():
    program = (
        "import matplotlib; before = dict(matplotlib.rcParams); import hopfield_lib.plots; "
        "print(dict(matplotlib.rcParams) == before)"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "True", done.stderr


# ------------------------------------------------------------------------------------------ tables


def test_a_table_is_text_in_a_terminal_and_html_in_a_notebook():
    table = plots.table({"rule": ["Hebb", "a < b"], "draws": [1200, 3], "share": [0.5, None]}, digits=3)
    assert repr(table) == "rule   draws  share\nHebb   1,200  0.500\na < b      3"
    html = table._repr_html_()
    assert html.count("<tr>") == 3
    assert '<th scope="col" style="text-align:right">share</th>' in html
    assert '<td style="text-align:left">a &lt; b</td>' in html


def test_a_table_has_decimals_by_column_and_words_for_truth():
    table = plots.table({"a": [1 / 3], "b": np.array([2 / 3]), "c": [np.True_]}, digits=(1, 2, 0))
    assert repr(table).splitlines()[1].split() == ["0.3", "0.67", "yes"]


def test_a_table_of_columns_that_do_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"columns: expected columns of one length, got \{'a': 1, 'b': 2\}"):
        plots.table({"a": [1], "b": [1, 2]})
    with pytest.raises(ValueError, match="digits: expected one number for each of 1 columns"):
        plots.table({"a": [1]}, digits=(1, 2))
