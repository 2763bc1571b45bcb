"""What the widgets of all explorers have in common."""

import ipywidgets as widgets


def screen(width):
    """Return a picture that keeps its own proportions, at most `width` pixels wide."""
    layout = widgets.Layout(width=f"{width}px", max_width="100%", align_self="flex-start")
    return widgets.Image(format="png", layout=layout)


def slider(description, value, low, high, step=1):
    """Return a slider over whole numbers that answers while it is moved."""
    return widgets.IntSlider(value, low, high, step, description=description, continuous_update=True)
