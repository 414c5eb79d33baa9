"""How Sphinx makes the documentation: `python -m sphinx -W --keep-going -n docs build/docs`."""

from __future__ import annotations

import sys
from pathlib import Path

import dealcheck

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "dealcheck"
version = release = dealcheck.__version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_click",
    "captions",
    "docstrings",
    "lint_codes",
    "public_names",
    "schema_tables",
]

myst_heading_anchors = 4

nitpicky = True
nitpick_ignore_regex = [  # not ours, and nobody's pages are looked up over the network
    ("py:.*", r"(?!dealcheck\b).*"),
    (
        "py:class",
        r"dealcheck\.(session\.(scope|library)|language\.position|model\.cases|reports\.page|questions\.eyes\.decisions)\..*",
    ),  # what is passed on inside the package
]
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True
python_display_short_literal_types = True
python_maximum_signature_line_length = 80
default_role = "code"
add_module_names = False

html_theme = "furo"
html_title = "dealcheck"
html_static_path = ["_static"]
html_css_files = ["dealcheck.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

linkcheck_timeout = 20
linkcheck_ignore = [r"https://example\.org/.*"]
