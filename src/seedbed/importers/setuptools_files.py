"""What `setup.py` and `setup.cfg` say of a package, as far as they say it without being run; pure.

https://setuptools.pypa.io/en/latest/userguide/declarative_config.html
"""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

SCRIPT, SETTINGS = "setup.py", "setup.cfg"
_FIELDS = {
    "version": "version",
    "use_scm_version": "version",
    "description": "description",
    "long_description": "readme",
    "license": "license",
    "author": "authors",
    "author_email": "authors",
    "maintainer": "maintainers",
    "maintainer_email": "maintainers",
    "keywords": "keywords",
    "classifiers": "classifiers",
    "project_urls": "urls",
    "extras_require": "optional-dependencies",
}
"""Keywords of `setup()` to the keys of `[project]` by which setuptools still takes them."""
_ENTRIES = {"console_scripts": "scripts", "gui_scripts": "gui-scripts"}


@record
class Package:
    """A package that setuptools builds, as its own files describe it.

    Attributes:
        paths: the files that say so.
        name: its name; empty where only running the file would tell.
        python: its range of Python versions; empty likewise, and for none.
        requires: what it requires at run time; empty likewise.
        dynamic: the keys of `[project]` that setuptools is to take from these files.
        imports: modules that `setup.py` imports and that no isolated build has.
        computed: the keywords that only running `setup.py` would tell.
    """

    paths: tuple[str, ...]
    name: str = ""
    python: str = ""
    requires: tuple[str, ...] = ()
    dynamic: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()


def build_of(package: Package) -> dict[str, Any]:
    """The `[build-system]` that builds a package."""
    from seedbed.importers.setup_py import REMOVED

    old = REMOVED in package.imports
    return {
        "requires": ["setuptools<81" if old else "setuptools"],
        "build-backend": "setuptools.build_meta",
    }


def package_in(files: Mapping[str, str], folder: str = "") -> Package | None:
    """The package of a folder; None where setuptools has no files there that describe one.

    Args:
        files: text by path.
        folder: its path, with a slash at the end; empty for the top.
    """
    settings = _settings(files.get(f"{folder}{SETTINGS}", ""))
    script = files.get(f"{folder}{SCRIPT}")
    if not settings and script is None:
        return None
    from seedbed.importers.setup_py import UNKNOWN, script_of

    said = script_of(script or "")
    values = {**settings, **{key: one.value for key, one in said.keywords.items()}}
    entries = values.get("entry_points")
    dynamic = [_FIELDS[key] for key in values if key in _FIELDS]
    dynamic += [] if entries is None else _entries(entries)
    requires = values.get("install_requires", ())
    known = [*_texts(requires)]
    return Package(
        paths=(
            *([f"{folder}{SCRIPT}"] if script is not None else []),
            *([f"{folder}{SETTINGS}"] if settings else []),
        ),
        name=_text(values.get("name")),
        python=_text(values.get("python_requires")),
        requires=tuple(known),
        dynamic=tuple(dict.fromkeys(dynamic)),
        imports=said.imports,
        computed=tuple(
            key
            for key in ("name", "python_requires", "install_requires")
            if values.get(key) is UNKNOWN
        ),
    )


# --- setup.cfg ------------------------------------------------------------------------------------


def _settings(text: str) -> dict[str, Any]:
    """The keywords that `setup.cfg` gives; none where it has only settings of other tools."""
    from configparser import Error, RawConfigParser

    parser = RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text.removeprefix("\ufeff"))
    except Error:
        return {}
    found: dict[str, Any] = {}
    for section in ("metadata", "options"):
        if parser.has_section(section):
            found |= {key.replace("-", "_"): value or "" for key, value in parser.items(section)}
    if "install_requires" in found:
        found["install_requires"] = _rows(found["install_requires"])
    if parser.has_section("options.extras_require"):
        found["extras_require"] = {}
    if parser.has_section("options.entry_points"):
        found["entry_points"] = dict(parser.items("options.entry_points"))
    return found


def _rows(text: str) -> Any:
    """The lines of a value; those of another file that it names are not known."""
    from seedbed.importers.setup_py import UNKNOWN

    rows = [row.partition("#")[0].strip() for row in text.splitlines()]
    return UNKNOWN if text.strip().startswith("file:") else [row for row in rows if row]


# --- both -----------------------------------------------------------------------------------------


def _entries(given: object) -> list[str]:
    """The keys of `[project]` for entry points."""
    if not isinstance(given, dict):
        return [*_ENTRIES.values(), "entry-points"]
    return [_ENTRIES.get(str(name), "entry-points") for name in given]


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        value = value.splitlines()
    known = value if isinstance(value, list | tuple) else ()
    return [one.strip() for one in known if isinstance(one, str) and one.strip()]


def _text(value: object) -> str:
    """A text that stands for itself: `attr: NAME` names a value somewhere else."""
    return "" if not isinstance(value, str) or value.startswith("attr:") else value.strip()
