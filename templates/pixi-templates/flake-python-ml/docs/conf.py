"""How Sphinx builds these pages: https://www.sphinx-doc.org/en/master/usage/configuration.html"""

from importlib import metadata

project = "my-project"
release = metadata.version("my-project")

extensions = [
    "myst_parser",  # pages in Markdown
    "sphinx.ext.autodoc",  # pages from docstrings
    "sphinx.ext.napoleon",  # docstrings in Google and NumPy style, too
    "sphinx.ext.viewcode",  # links to the code
    "sphinx_copybutton",
]
exclude_patterns = ["_build"]

# in docstrings, `name` is code
default_role = "code"
autodoc_member_order = "bysource"
# anchors for headings, for links such as page.md#heading
myst_heading_anchors = 3

html_theme = "furo"
html_show_copyright = False
# don't copy prompts and output
copybutton_exclude = ".linenos, .gp, .go"
