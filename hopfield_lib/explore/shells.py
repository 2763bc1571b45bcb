"""What the widgets of all explorers have in common: a picture with words, controls with names."""

import html

import ipywidgets as widgets
from traitlets import Unicode

# ipywidgets names neither the handle of a slider nor its number nor the buttons of a player, and its
# pictures have no alternative text: no trait reaches those elements. This runs in the page, once for
# each view of an explorer, and again whenever something in it is drawn. Where a page does not let it
# run, a picture still has its words as a title.
_NAMING = """
(function begin(mark, tries) {
  const box = mark.closest('.widget-vbox');
  if (!box) { if (tries) setTimeout(begin, 100, mark, tries - 1); return; }
  const name = () => {
    for (const slider of box.querySelectorAll('.widget-slider')) {
      const label = slider.querySelector('.widget-label');
      const words = label.title && label.title !== 'null' ? label.title : label.textContent;
      for (const handle of slider.querySelectorAll('.noUi-handle')) handle.setAttribute('aria-label', words);
      const number = slider.querySelector('.widget-readout');
      if (number) { number.setAttribute('role', 'textbox'); number.setAttribute('aria-label', words); }
    }
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

    def __init__(self, width):
        layout = widgets.Layout(width=f"{width}px", max_width="100%", align_self="flex-start")
        super().__init__(format="png", layout=layout)

    @property
    def alt(self):
        """What the picture shows, in words; for those who do not see it."""
        return self.tooltip

    def show(self, png, alt):
        """Show the PNG bytes `png`, of which the words `alt` say what can be seen on them."""
        with self.hold_sync():  # one message to the page, so that both change together
            self.value, self.tooltip = png, alt


def screen(width):
    """Return a picture at most `width` pixels wide; ``screen.show(png, alt)`` changes it."""
    return Screen(width)


def slider(description, value, low, high, step=1, *, name=None):
    """Return a slider over whole numbers that answers while it is moved.

    `name` is what it is called by a screen reader, and where a mouse rests on it, if `description`,
    which has room for some twelve letters, says too little.
    """
    return widgets.IntSlider(
        value, low, high, step, description=description, tooltip=name or description, continuous_update=True
    )


def explorer(*parts):
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
    rows = [widgets.HBox(list(part)) if isinstance(part, list | tuple) else part for part in parts]
    mark = f'<img alt="" src="{_EMPTY_PICTURE}" onload="{html.escape(_NAMING)}">'
    return widgets.VBox([*rows, widgets.HTML(mark, tooltip="", layout=widgets.Layout(display="none"))])


def counted(number, thing):
    """Write a number with what it counts: "1 step", "1,200 steps"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
