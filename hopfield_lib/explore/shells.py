"""What the widgets of all explorers have in common: a picture with words, controls with names."""

import functools
import html
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any, ParamSpec, TypeVar

import ipywidgets as widgets
import numpy as np
from numpy.typing import NDArray
from traitlets import Unicode

# ipywidgets names neither the handle of a slider nor its number nor the buttons of a player, and its
# pictures have no alternative text: no trait reaches those elements. This runs in the page, once for
# each view of an explorer, and again whenever something in it is drawn. Where a page does not let it
# run, a picture still has its words as a title.
#
# An upload goes to the kernel as one message, and servers end a connection whose message is longer
# than 10 MB. So a larger file is drawn anew in the page, small, and that is what is sent; or, if the
# page cannot read it as a picture, an empty file. The widget keeps its <input> out of the page: it can
# be had only as it is clicked.
_IN_THE_PAGE = """
(function begin(mark, tries) {
  const box = mark.closest('.widget-vbox');
  if (!box) { if (tries) setTimeout(begin, 100, mark, tries - 1); return; }
  const smaller = async file => {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, 1024 / Math.min(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [picture.width, picture.height].map(n => Math.round(scale * n));
    const pen = canvas.getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.fillStyle = 'white';  // under what is transparent
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.95));
  };
  const shrink = async event => {
    const input = event.target, files = Array.from(input.files), most = LARGEST / files.length;
    if (files.every(file => file.size <= most)) return;
    event.stopImmediatePropagation();
    const carrier = new DataTransfer();
    for (const file of files) {
      if (file.size <= most) { carrier.items.add(file); continue; }
      const drawn = await smaller(file).catch(() => null);
      const type = 'application/octet-stream; from=' + file.size;
      carrier.items.add(new File(drawn && drawn.size <= most ? [drawn] : [], file.name, {type}));
    }
    input.files = carrier.files;
    input.dispatchEvent(new Event('change'));
  };
  const watch = () => {
    const click = HTMLInputElement.prototype.click;
    HTMLInputElement.prototype.click = function () {
      this.addEventListener('change', shrink, true);
      click.call(this);
    };
    setTimeout(() => { HTMLInputElement.prototype.click = click; });
  };
  const name = () => {
    for (const slider of box.querySelectorAll('.widget-slider')) {
      const label = slider.querySelector('.widget-label');
      const words = label.title && label.title !== 'null' ? label.title : label.textContent;
      for (const handle of slider.querySelectorAll('.noUi-handle')) handle.setAttribute('aria-label', words);
      const number = slider.querySelector('.widget-readout');
      if (number) { number.setAttribute('role', 'textbox'); number.setAttribute('aria-label', words); }
    }
    for (const button of box.querySelectorAll('button.widget-upload'))
      button.addEventListener('click', watch, true);  // a function is added once, however often asked
    for (const player of box.querySelectorAll('.widget-play')) {
      const words = ['play or pause', 'stop', 'repeat'];
      player.querySelectorAll('button').forEach((button, k) => button.setAttribute('aria-label', words[k]));
    }
    for (const picture of box.querySelectorAll('img.widget-image[title]')) {
      picture.alt = picture.title;
      picture.removeAttribute('title');
    }
  };
  name();
  new MutationObserver(name).observe(
    box, {subtree: true, childList: true, attributes: true, attributeFilter: ['title']});
})(this, 100)
"""
LARGEST_UPLOAD = 4_000_000  # bytes that are sent as they are
_EMPTY_PICTURE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


class Screen(widgets.Image):
    """A picture that changes, with words that say what it shows.

    Parameters
    ----------
    width : int
        Pixels; the picture keeps its own proportions, and shrinks where the page is narrower.
    """

    # A view of ipywidgets takes a tooltip only where its model has a description, and an empty one.
    description = Unicode("").tag(sync=True)

    def __init__(self, width: int) -> None:
        layout = widgets.Layout(width=f"{width}px", max_width="100%", align_self="flex-start")
        super().__init__(format="png", layout=layout)

    @property
    def alt(self) -> str:
        """What the picture shows, in words; for those who do not see it."""
        return self.tooltip

    def show(self, png: bytes, alt: str) -> None:
        """Show the PNG bytes `png`, of which the words `alt` say what can be seen on them."""
        with self.hold_sync():  # one message to the page, so that both change together
            self.value, self.tooltip = png, alt


def screen(width: int) -> Screen:
    """Return a picture at most `width` pixels wide; ``screen.show(png, alt)`` changes it."""
    return Screen(width)


def slider(
    description: str, value: int, low: int, high: int, step: int = 1, *, name: str | None = None
) -> widgets.IntSlider:
    """Return a slider over whole numbers that answers while it is moved.

    `name` is what it is called by a screen reader, and where a mouse rests on it, if `description`,
    which has room for some twelve letters, says too little.
    """
    return widgets.IntSlider(
        value, low, high, step, description=description, tooltip=name or description, continuous_update=True
    )


def choice(description: str, options: Sequence[str] | Mapping[str, Any], width: int = 200) -> Any:
    """Return a dropdown, `width` pixels wide: of a mapping's values by name, or of the places of names."""
    named = options if isinstance(options, Mapping) else {name: k for k, name in enumerate(options)}
    return widgets.Dropdown(
        options=list(named.items()), description=description, layout={"width": f"{width}px"}
    )


P = ParamSpec("P")
R = TypeVar("R")
_ONE_ANSWER_AT_A_TIME = threading.RLock()


def alone(answer: Callable[P, R]) -> Callable[P, R]:
    """Let a method that answers a control run while no other of its kind runs in another thread.

    JupyterLab has a kernel hear the page in a thread beside that of the cells: what a cell sets and what a
    person moves may come at the same time.
    """

    @functools.wraps(answer)
    def waits(*args: P.args, **kwargs: P.kwargs) -> R:
        with _ONE_ANSWER_AT_A_TIME:
            return answer(*args, **kwargs)

    return waits


class Ticks(widgets.HBox):
    """Boxes that say which of some patterns are stored.

    Parameters
    ----------
    changed : function
        Called without arguments when a box is ticked or unticked.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__(layout={"flex_flow": "row wrap"})
        self._tell = changed

    def put(self, names: Sequence[str], ticked: Sequence[bool]) -> None:
        """Have a box for each of these names in place of those before."""
        for old in self.children:
            discard(old)
        plain = {"width": "auto", "margin": "0 12px 0 0"}
        boxes = [
            widgets.Checkbox(tick, description=name, indent=False, layout=plain)
            for name, tick in zip(names, ticked, strict=True)
        ]
        for box in boxes:
            box.observe(self._changed, "value")
        self.children = (widgets.Label("stored:"), *boxes)

    @property
    def ticked(self) -> NDArray[np.bool_]:
        """Which boxes are ticked, in their order."""
        return np.array([box.value for box in self.children[1:]], bool)

    @alone
    def _changed(self, _: object) -> None:
        self._tell()


def explorer(*parts: widgets.Widget | Sequence[widgets.Widget]) -> widgets.VBox:
    """Lay out an explorer: a list or tuple is a row of controls, all else stands as it is.

    Each slider is named by its tooltip or its description, each ``Screen`` by its words, for screen
    readers too; a dropdown and a checkbox are named by ipywidgets.

    Parameters
    ----------
    *parts : sequence of controls, or widget
        From top to bottom.

    Returns
    -------
    ipywidgets.VBox
        The rows as ``HBox``, the other parts, and at the end an invisible part that gives the names.
    """
    wrapped = {"flex_flow": "row wrap"}  # a narrow page shows one row as two
    rows = [
        widgets.HBox(list(part), layout=wrapped) if isinstance(part, list | tuple) else part for part in parts
    ]
    script = _IN_THE_PAGE.replace("LARGEST", str(LARGEST_UPLOAD))
    mark = f'<img alt="" src="{_EMPTY_PICTURE}" onload="{html.escape(script)}">'
    return widgets.VBox([*rows, widgets.HTML(mark, tooltip="", layout=widgets.Layout(display="none"))])


def discard(widget: widgets.Widget) -> None:
    """Close a widget that is shown no more, and its layout and style, which ipywidgets would keep."""
    for name in ("style", "layout"):
        if widget.has_trait(name) and isinstance(getattr(widget, name), widgets.Widget):
            getattr(widget, name).close()
    widget.close()


def uploaded(file: Mapping[str, Any]) -> tuple[bytes, str]:
    """Return the bytes of an upload, and what has to be said of it.

    Parameters
    ----------
    file : dict
        One entry of the value of a ``FileUpload`` that stands in an ``explorer``.

    Returns
    -------
    content : bytes
    words : str
        Empty for a file that came as it is; else a sentence that says that it was made smaller.

    Raises
    ------
    ValueError
        In words for the person who chose the file, if it was too large to be sent.
    """
    content = bytes(file["content"])
    size = re.search(r"from=(\d+)", file["type"])
    if not size:
        return content, ""
    megabytes = f"{int(size[1]) / 1e6:.1f} MB"
    if not content:
        raise ValueError(
            f"expected at most 4 MB, or a picture that your browser can make smaller before it sends it; "
            f"this file has {megabytes}, and your browser cannot read it as a picture"
        )
    return content, f"{file['name']} has {megabytes}; your browser made it smaller before it sent it."


def page_file(name: str) -> str:
    """Return the text of a file of this package that goes to the page."""
    return files("hopfield_lib.explore").joinpath(name).read_text(encoding="utf-8")


def page_code(name: str) -> str:
    """Return the page's part of a widget, behind what all of them share."""
    return page_file("dom.js") + page_file(name)


def counted(number: int, thing: str) -> str:
    """Write a number with what it counts: "1 step", "1,200 steps"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
