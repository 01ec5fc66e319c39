"""`CITATION.cff`: how to cite a project, in the Citation File Format 1.2.0. Pure.

The file has no version: nothing would keep it the same as the one in `pyproject.toml`.
"""

from __future__ import annotations

import re

from seedbed.formats.yaml_text import scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.model.choices import Author
    from seedbed.model.project import Project

PATH = "CITATION.cff"
_EMAIL = re.compile(r"\S+@\S+\.\S{2,}")
"""What the format takes for an address."""
_HEAD = """\
# How to cite this project: https://citation-file-format.github.io
# When you publish a release, add its version, date-released, and doi.
cff-version: 1.2.0
message: If you use this project, please cite it as below.
type: software
"""
_NOTE = "  # For a person, write family-names and given-names instead of name.\n"


def write(project: Project) -> str:
    """The text of the file."""
    text = f"{_HEAD}title: {scalar(project.name)}\n"
    if description := " ".join(project.description.split()):
        text += f"abstract: {scalar(description)}\n"
    text += f"authors:\n{_NOTE}"
    authors = dict.fromkeys(_author(author, project.name) for author in project.authors)
    text += "".join(authors) or _entry(_authors_of(project.name))
    if project.license:
        text += f"license: {scalar(project.license)}\n"
    return text


def _author(author: Author, project: str) -> str:
    """The entry of an author.

    Which part of a name is the family's, nobody can tell from the text, nor whether it is a
    person's: 'Mao Zedong', 'Acme, Inc.'. So it stays whole.
    """
    email = author.email if _EMAIL.fullmatch(author.email) else ""
    return _entry(author.name.strip() or _authors_of(project), email)


def _entry(name: str, email: str = "") -> str:
    return f"  - name: {scalar(name)}\n" + (f"    email: {scalar(email)}\n" if email else "")


def _authors_of(project: str) -> str:
    """Those whom the license names, too."""
    return f"The {project} authors"
