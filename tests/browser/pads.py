"""The controls of a pixel pad in a page, moved as a person moves them."""

from collections.abc import Sequence

from playwright.sync_api import ElementHandle, Page

CONTROLS = {
    "pad": ".pixel-pad canvas[tabindex]",
    "pad's button": ".pixel-pad button",
    "pad's choice": ".pixel-pad select",
    "pad's place": ".pixel-pad input[type=range]",
}
ACROSS = ((0.2, 0.3), (0.8, 0.6))


def positions(kind: str, element: ElementHandle) -> list[str]:
    """Return the names of the positions that a control of a pad can be moved to."""
    if kind == "pad's choice":
        return element.eval_on_selector_all("option", "options => options.map(o => o.textContent)")
    named = {
        "pad": ["painted with the mouse", "painted with keys"],
        "pad's button": ["pressed", "pressed again"],
        "pad's place": ["low", "high"],
    }
    return named[kind]


def move(page: Page, kind: str, element: ElementHandle, position: str) -> None:
    """Move a control of a pad to one of its positions."""
    match kind:
        case "pad":
            paint(page, element) if position.endswith("mouse") else paint_with_keys(page, element)
        case "pad's choice":
            element.select_option(label=position)
        case "pad's place":
            element.press("Home" if position == "low" else "End")
        case _:
            element.click()


def paint(
    page: Page, canvas: ElementHandle, line: Sequence[tuple[float, float]] = ACROSS, steps: int = 8
) -> None:
    """Draw a line with the mouse, through points given as shares of the pad's width and height."""
    box = canvas.bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in line]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=steps)
    page.mouse.up()


def paint_with_keys(page: Page, canvas: ElementHandle) -> None:
    """Paint under the cursor, then on the way: one down, one down, two to the left."""
    canvas.focus()
    for key in ("Space", "ArrowDown", "Shift+ArrowDown", "Shift+ArrowLeft", "Shift+ArrowLeft"):
        page.keyboard.press(key)
