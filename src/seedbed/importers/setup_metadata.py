"""What setuptools is told of a package itself, as `[project]` says it; pure.

https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html
"""

from __future__ import annotations

import re

from seedbed.formats.toml import Inline
from seedbed.importers.imported import Remark
from seedbed.importers.naming import project_name
from seedbed.importers.pip_requirement import shown
from seedbed.importers.setup_cfg_text import Elsewhere
from seedbed.importers.setup_py import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.importers.setup_moving import Moving

_NO_VERSION = "0.0.0"
"""The version that setuptools gives to a package without one."""
_READMES = {".md": "text/markdown", ".rst": "text/x-rst", ".txt": "text/plain"}
_EMAIL = re.compile(r"[^@\s<>,]+@[^@\s<>,]+")
_URLS = {"url": "Homepage", "download_url": "Download"}
_PLUGINS = ("use_scm_version", "pbr")
"""Keywords by which another package sets the version."""


def move_metadata(moving: Moving, folder: str) -> None:
    """Move what says what the package is.

    Args:
        moving: the keywords.
        folder: the folder's name.
    """
    _name(moving, folder)
    _version(moving)
    if description := moving.text("description", "description"):
        moving.project["description"] = " ".join(description.split())
    _readme(moving)
    _python(moving)
    _license(moving)
    _people(moving, "authors", "author")
    _people(moving, "maintainers", "maintainer")
    for key in ("keywords", "classifiers"):
        _list(moving, key)
    _urls(moving)


def _name(moving: Moving, folder: str) -> None:
    given = moving.given.get("name")
    value = given.value if given else None
    name = project_name(value, folder)
    moving.project["name"] = name
    if given is None:
        return
    moving.moved.add("name")
    if value is UNKNOWN:
        text = f"name can't be read without running setup.py: the project is called {name} now."
        moving.tell("name", text)
    elif value != name:
        moving.tell(
            "name", f"The project is called {name} now: {shown(str(value))} can't be a name."
        )


def _version(moving: Moving) -> None:
    if plugin := next((one for one in _PLUGINS if moving.has(one)), ""):
        moving.dynamic += ["version", *(["dependencies"] if plugin == "pbr" else [])]
        what = "the version and the requirements" if plugin == "pbr" else "the version"
        moving.tell(plugin, f"{plugin} still sets {what} when the package is built.")
        return
    version = moving.text("version", "version", others=(int, float))
    if version and _is_version(version):
        moving.project["version"] = version
    elif version:
        moving.leave("version", "version")
        what = f"{shown(version)} isn't a version that Python's packaging can read: it stays here."
        moving.tell("version", what)
    elif "version" not in moving.dynamic and moving.plugins:
        moving.dynamic.append("version")
    elif "version" not in moving.dynamic:
        moving.project["version"] = _NO_VERSION
        path = next((one.path for one in moving.given.values()), "setup.py")
        text = f"No file says a version: it is {_NO_VERSION}, as setuptools has it."
        moving.remarks.append(Remark(path=path, text=text))


def _readme(moving: Moving) -> None:
    given = moving.given.get("long_description")
    kind = moving.text("long_description_content_type", "readme")
    if given and isinstance(given.value, Elsewhere):
        moving.moved.add("long_description")
        names = given.value.names
        known = _READMES.get(re.sub(r"^.*(?=\.)", "", names[0].lower())) if names else None
        if len(names) != 1 or known is None or not moving.is_here(names[0]):
            moving.dynamic.append("readme")
            table = {"file": list(names), **({"content-type": kind} if kind else {})}
            moving.settings["readme"] = Inline(table)
        elif kind.partition(";")[0].strip() in ("", known):
            moving.project["readme"] = names[0]
        else:
            moving.project["readme"] = Inline({"file": names[0], "content-type": kind})
    elif text := moving.text("long_description", "readme"):
        table = {"text": text, "content-type": kind or _READMES[".rst"]}
        moving.project["readme"] = Inline(table)
    elif "readme" in moving.dynamic:
        moving.stay("long_description_content_type")


def _python(moving: Moving) -> None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    text = moving.text("python_requires", "requires-python")
    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        what = f"python_requires was left out: {shown(text)} isn't a range of versions."
        moving.tell("python_requires", what)
        return
    if text:
        moving.project["requires-python"] = text


def _license(moving: Moving) -> None:
    if text := moving.text("license", "license", settings=False):
        moving.project["license"] = Inline(text=text)
    elif (given := moving.given.get("license")) and isinstance(given.value, Elsewhere):
        if given.value.names and moving.is_here(given.value.names[0]):
            moving.moved.add("license")
            moving.project["license"] = Inline(file=given.value.names[0])
        else:
            moving.leave("license", "license")


def _people(moving: Moving, key: str, keyword: str) -> None:
    names = moving.text(keyword, key)
    emails = _split(moving.text(f"{keyword}_email", key))
    if key in moving.dynamic:
        moving.stay(keyword, f"{keyword}_email")
        return
    for one in emails:
        if not _EMAIL.fullmatch(one):
            moving.tell(f"{keyword}_email", f"{shown(one)} was left out: it isn't an address.")
    emails = [one for one in emails if _EMAIL.fullmatch(one)]
    several = _split(names)
    if len(several) == len(emails):
        people = [
            Inline(name=name, email=email) for name, email in zip(several, emails, strict=True)
        ]
    else:
        whole = [names.strip()] if len(emails) == 1 and names else several
        both = [Inline(name=whole[0], email=emails[0])] if len(whole) == len(emails) == 1 else []
        apart = [Inline(name=one) for one in whole] + [Inline(email=one) for one in emails]
        people = both or apart
    if people:
        moving.project[key] = people


def _list(moving: Moving, key: str) -> None:
    given = moving.given.get(key)
    if given and isinstance(given.value, list | tuple | set):
        moving.moved.add(key)
        items = [one for one in given.value if isinstance(one, str)]
    else:
        text = moving.text(key, key)
        items = _split(text) if key == "keywords" else text.splitlines()
    items = [one.strip() for one in items if one.strip()]
    if items:
        moving.project[key] = items


def _urls(moving: Moving) -> None:
    found: dict[str, str] = {}
    for keyword, label in _URLS.items():
        if text := moving.text(keyword, "urls"):
            found[label] = text
    given = moving.given.get("project_urls")
    if given and isinstance(given.value, dict):
        moving.moved.add("project_urls")
        found |= {str(key): one for key, one in given.value.items() if isinstance(one, str) and one}
    elif given:
        moving.unknown("project_urls", "urls")
    if found and "urls" not in moving.dynamic:
        moving.project["urls"] = found


def _is_version(text: str) -> bool:
    from packaging.version import InvalidVersion, Version

    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]
