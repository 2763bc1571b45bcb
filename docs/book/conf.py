"""The book's settings for Sphinx; `make book` copies the sources beside this file and builds there."""

import re
from pathlib import Path
from typing import Any

import numpy as np
from docutils import nodes
from myst_nb.core.render import NbElementRenderer
from numpy.typing import ArrayLike, NDArray
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import stringify_annotation

project = html_title = "Hopfield networks"
author = "the authors of the course"
extensions = [
    "myst_nb",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["extra", "_static"]

nb_execution_mode = "off"  # what the pages show was stored with the notebooks
nb_render_markdown_format = "myst"  # tables and formulas in outputs
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3

suppress_warnings = ["ref.python"]  # attributes of two classes may share a name
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_use_ivar = True  # what a class documents as its attributes is not documented again below
napoleon_use_rtype = False
python_use_unqualified_type_names = True

html_theme = "sphinx_book_theme"
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_extra_path = ["extra"]
html_context = {"default_mode": "auto"}
html_theme_options = {
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "home_page_in_toc": True,
}
if tags.has("print"):  # noqa: F821, which Sphinx defines: all pages as one, for paper
    html_theme, html_theme_options = "basic", {"nosidebar": True}
    html_css_files.append("print.css")
html_show_sourcelink = html_copy_source = False
html_show_copyright = False
mathjax_path = "mathjax/tex-svg.js"
nb_mime_priority_overrides = [("html", "text/html", 0)]

TOGGLE = "Show or hide the pages of this part"
_plain_image = NbElementRenderer.render_image


def render_image(self, data):
    """Render a picture with the alt text that is stored beside it; myst-nb reads only its size from there."""
    found = _plain_image(self, data)
    metadata = data.output_metadata
    alt = metadata.get(data.mime_type, {}).get("alt") or metadata.get("alt")
    for node in found if alt else ():
        node["alt"] = alt
    return found


NbElementRenderer.render_image = render_image


class CallsToAct(SphinxPostTransform):
    """Mark the paragraphs that ask the reader to predict, or to try, so that they look like it."""

    default_priority = 100

    def run(self, **kwargs):
        """Give each such quotation the name of its kind."""
        for quote in self.document.findall(nodes.block_quote):
            text = quote.astext()
            for kind in ("Predict", "Try it"):
                if text.startswith(kind):
                    quote["classes"] += ["call", kind.partition(" ")[0].lower()]


def keep_letters(app, what, name, obj, options, lines):
    """Let docstrings write |w| and int_, which Sphinx takes for something else."""
    for k, line in enumerate(lines):
        pieces = re.split(r"(``.*?``)", line)
        lines[k] = "".join(
            p if p.startswith("``") else re.sub(r"\||(?<=\w)_(?!\w)", r"\\\g<0>", p) for p in pieces
        )


# What Python knows of an annotation is what its name stands for; readers know the name.
MEANT = ((ArrayLike, "ArrayLike"), (NDArray[np.float64], "NDArray[float64]"), (NDArray[Any], "NDArray"))
NAMED_TYPES = {
    stringify_annotation(meant, mode): name
    for meant, name in MEANT
    for mode in ("smart", "fully-qualified", "fully-qualified-except-typing")
}


def name_types(app, what, name, obj, options, signature, returned):
    """Write ArrayLike and NDArray in signatures, as the sources do."""
    for spelt, named in NAMED_TYPES.items():
        signature, returned = (text and text.replace(spelt, named) for text in (signature, returned))
    return signature, returned


def name_toggles(app, error):
    """Give the arrows that open a part of the contents a name, for those who do not see them."""
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        named = text.replace(
            '<summary><span class="toctree-toggle"',
            f'<summary aria-label="{TOGGLE}"><span class="toctree-toggle"',
        )
        if named != text:
            page.write_text(named, encoding="utf-8")


def setup(app):
    """Add the course's own steps."""
    app.connect("autodoc-process-signature", name_types)
    app.connect("autodoc-process-docstring", keep_letters, priority=100)
    app.connect("build-finished", name_toggles)
    app.add_post_transform(CallsToAct)
