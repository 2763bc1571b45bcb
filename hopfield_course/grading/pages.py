"""Pages that an instructor opens: one file each, which loads nothing, and where learners' words are text."""

import base64
import io
import re
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from .course import write

UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


def visible(value):
    """Return a text without letters that cannot be seen, or that turn round those beside them."""
    return UNSEEN.sub(" ", value) if type(value) is str else value


_environment = Environment(
    loader=PackageLoader("hopfield_course.grading"),
    autoescape=True,
    finalize=visible,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write_page(path, template, **words):
    """Write a page in one step; return its path.

    Parameters
    ----------
    path : Path
    template : str
        The name of a file in templates/, without its end.
    **words
        What the template shows; whatever is text in it is escaped.
    """
    write(path, _environment.get_template(f"{template}.html.j2").render(words))
    return path


def address(*parts, place=""):
    """Return a link to a file of the course, and to a place in it, whatever letters are in its path."""
    return "/".join(quote(part, safe="") for part in parts) + (f"#{quote(place, safe='')}" if place else "")


def feedback_address(student, exercise):
    """Return the link to a learner's page."""
    return address("feedback", student, exercise, f"{exercise}.html")


def embedded(figure, alt):
    """Return a figure of Matplotlib as a page holds it: a picture's address, and the words in its place."""
    file = io.BytesIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    words = base64.b64encode(file.getvalue()).decode()
    return {"source": f"data:image/svg+xml;base64,{words}", "alt": alt}
