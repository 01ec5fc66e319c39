"""How Sphinx builds these pages: https://www.sphinx-doc.org/en/master/usage/configuration.html"""

from importlib import metadata

project = "@name@"
release = metadata.version("@dist@")

extensions = [
    "myst_parser",  # pages in Markdown
    "sphinx.ext.autodoc",  # pages from docstrings
    "sphinx.ext.napoleon",  # docstrings in the styles of Google and NumPy, too
    "sphinx.ext.viewcode",  # links to the code
    "sphinx_copybutton",
]
exclude_patterns = ["_build"]

# `name` in docstrings is code
default_role = "code"
autodoc_member_order = "bysource"
# anchors of headings, for links such as page.md#heading
myst_heading_anchors = 3

html_theme = "furo"
html_show_copyright = False
# prompts and output are not copied
copybutton_exclude = ".linenos, .gp, .go"
