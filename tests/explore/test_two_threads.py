"""Explorers whose controls are moved from two threads at once: by the page, and by a cell or a first message.

JupyterLab has a kernel hear widgets in a thread of its own, beside that of the cells.
"""

import re
import threading

import ipywidgets as widgets
import pytest

from hopfield_lib import data, explore, images
from hopfield_lib.explore import draws
from tests import ROOT
from tests.greys import prepared

DIGITS, FASHION = data.digits_10x9(), data.fashion()
CLOTHES = prepared(FASHION.images)[::10]
EIGHT, OTHERS = data.pictures(size=64), data.pictures("camera", "coffee")
THREE = ("camera", "coins", "retina")
SMALL = data.pictures(*THREE, size=16).images
CAT = data.pictures("chelsea").images[0]
MAKERS = {
    "attention": lambda: explore.attention_explorer(
        CLOTHES, (28, 28), FASHION.names[::10], seed=7, separations=("softmax", "sparsemax")
    ),
    "capacity": lambda: explore.capacity_explorer(seed=7),
    "dense": lambda: explore.dense_explorer(DIGITS.patterns, DIGITS.shape, DIGITS.names, seed=1),
    "draw": lambda: explore.draw_explorer(seed=6),
    "generation": lambda: explore.generation_explorer(seed=9),
    "graded": lambda: explore.graded_explorer(images.binarize(SMALL), (16, 16), THREE, seed=1),
    "greys": lambda: explore.grey_explorer(SMALL.reshape(3, -1) / 255, (16, 16), THREE, seed=1),
    "mixing": lambda: explore.mixing_explorer(
        images.binarize(EIGHT.images), EIGHT.shape, EIGHT.names, seed=2, weights={"camera": 50, "coins": 50}
    ),
    "own": lambda: explore.own_picture_explorer(
        CAT, images.binarize(OTHERS.images), ("cat", *OTHERS.names), seed=1
    ),
    "portrait": lambda: explore.portrait_explorer(seed=8),
    "voting": lambda: explore.voting_explorer(DIGITS.patterns, DIGITS.shape, DIGITS.names, seed=6),
}
MOVABLE = (
    widgets.IntSlider, widgets.FloatSlider, widgets.FloatLogSlider,
    widgets.BoundedIntText, widgets.Dropdown, widgets.Checkbox, widgets.Button,
)  # fmt: skip


def controls(widget):
    """All that can be moved in a widget, in its order."""
    inside = [one for child in getattr(widget, "children", ()) for one in controls(child)]
    return [widget, *inside] if isinstance(widget, MOVABLE) else inside


def move(control):
    """Move a control elsewhere."""
    match control:
        case widgets.Button():
            control.click()
        case widgets.Checkbox():
            control.value = not control.value
        case widgets.Dropdown():
            control.index = (control.index + 1) % len(control.options)
        case widgets.FloatLogSlider():
            control.value = control.base ** (control.min if control.value > 1 else control.max)
        case _:
            control.value = control.min if control.value > control.min else control.max


def test_every_explorer_is_here():
    made = {name.removesuffix("_explorer") for name in explore.__all__ if name.endswith("_explorer")}
    assert made == {{"greys": "grey", "own": "own_picture"}.get(name, name) for name in MAKERS}


@pytest.mark.parametrize("module", sorted(ROOT.glob("hopfield_lib/explore/*.py")), ids=lambda path: path.stem)
def test_whatever_answers_a_control_does_so_alone(module):
    """Also what no control of ``controls`` moves: strokes on a pad, files, a click into a plane."""
    text = module.read_text(encoding="utf-8")
    answers = set(re.findall(r"\.(?:observe|on_click)\(self\.(\w+)", text))
    assert {name for name in answers if f"    @alone\n    def {name}(" not in text} == set()
    others = re.findall(r"\.(?:observe|on_click)\((?!self\.|\n).*", text)  # the page's own observer aside
    assert others == []


@pytest.mark.parametrize("name", MAKERS)
def test_what_moves_while_an_explorer_answers_is_answered_after_it(name, monkeypatch):
    """Each control is moved by another thread in the midst of an answer; in the end all is answered."""
    drawn, faults, waiting, others = draws.Draws.rng, [], [], []
    monkeypatch.setattr(threading, "excepthook", lambda fault: faults.append(fault.exc_value))

    def rng(self):
        if waiting:
            other = threading.Thread(target=move, args=(waiting.pop(),))
            other.start()
            other.join(0.05)  # it may come to its end, or wait for this answer's
            others.append(other)
        return drawn(self)

    monkeypatch.setattr(draws.Draws, "rng", rng)
    shown = MAKERS[name]()
    (random,) = [one for one in vars(shown).values() if isinstance(one, draws.Draws)]
    for place in range(len(controls(shown))):
        control = controls(shown)[place]
        waiting[:] = [control]
        random.noise.click()
        assert not waiting
        others[-1].join()
        told = shown.words.value
        random.changed()
        assert told == shown.words.value, control
    assert faults == []
