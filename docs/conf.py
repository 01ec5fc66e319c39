"""How Sphinx builds these pages; https://www.sphinx-doc.org/en/master/usage explains each name."""

import re
from pathlib import Path

HERE = Path(__file__).parent

project = "seedbed"
author = "The seedbed contributors"
# read, not imported: the pages can be built where seedbed isn't installed
release = re.findall(
    r'^__version__ = "(.+)"$', (HERE.parent / "src/seedbed/__init__.py").read_text(), re.MULTILINE
)[0]

extensions = ["myst_parser", "sphinx_copybutton", "sphinx_design"]
exclude_patterns = ["_build"]
nitpicky = True
# options such as --json keep their dashes, and what you type its quotes
smartquotes = False

# anchors for headings, such as page.md#heading, as GitHub makes them
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
# what search engines and chats show of a link to a page
myst_html_meta = {
    "description": "Create Python machine-learning projects that every colleague can recreate, "
    "and keep them up to date for years, with uv, Pixi, Poetry, or conda, and with or without Nix.",
    "property=og:site_name": "seedbed",
    "property=og:type": "website",
}
# in code blocks without a language, nothing is highlighted
highlight_language = "none"
# don't copy prompts and output
copybutton_exclude = ".linenos, .gp, .go"

html_theme = "furo"
html_title = f"seedbed {release}"
html_show_copyright = False
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["seedbed.css"]
html_favicon = "_static/seedling.svg"
html_theme_options = {
    "top_of_page_buttons": [],
    "light_logo": "seedling.svg",
    "dark_logo": "seedling.svg",
    "light_css_variables": {
        "color-brand-primary": "#2b6a3d",
        "color-brand-content": "#2b6a3d",
    },
    "dark_css_variables": {
        "color-brand-primary": "#8fce9f",
        "color-brand-content": "#8fce9f",
    },
}
