"""Turns a rendered project into a template of cookiecutter's and of copier's.

Both then write the same files as seedbed does, with the same two words filled in: the project's
name and the package's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAME, PACKAGE = "grown-demo", "grown_demo"


def for_cookiecutter(project: Path, template: Path) -> None:
    """Write a cookiecutter template of `project` to the folder `template`."""
    words = {NAME: "{{ cookiecutter.name }}", PACKAGE: "{{ cookiecutter.package }}"}
    template.mkdir(parents=True)
    (template / "cookiecutter.json").write_text(json.dumps({"name": NAME, "package": PACKAGE}))
    _convert(project, template / words[NAME], words)


def for_copier(project: Path, template: Path) -> None:
    """Write a copier template of `project` to the folder `template`."""
    words = {NAME: "{{ name }}", PACKAGE: "{{ package }}"}
    template.mkdir(parents=True)
    (template / "copier.yml").write_text(
        f"_subdirectory: project\n_templates_suffix: ''\nname: {NAME}\npackage: {PACKAGE}\n"
    )
    _convert(project, template / "project", words)
    # without its answers copier cannot update what it made
    answers = template / "project" / ".copier-answers.yml"
    answers.write_text("{{ _copier_answers|to_nice_yaml }}")


def count_files(folder: Path) -> int:
    """The number of files below `folder`."""
    return sum(path.is_file() for path in folder.rglob("*"))


def _convert(project: Path, target: Path, words: dict[str, str]) -> None:
    for source in sorted(project.rglob("*")):
        if source.is_file():
            path = target / _fill(source.relative_to(project).as_posix(), words)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_escape(source.read_text(encoding="utf-8"), words), encoding="utf-8")


def _fill(text: str, words: dict[str, str]) -> str:
    for word, placeholder in words.items():
        text = text.replace(word, placeholder)
    return text


def _escape(text: str, words: dict[str, str]) -> str:
    """Keep `text` as it is but for the words, whatever braces it holds."""
    filled = {word: f"{{% endraw %}}{mark}{{% raw %}}" for word, mark in words.items()}
    return f"{{% raw %}}{_fill(text, filled)}{{% endraw %}}"
