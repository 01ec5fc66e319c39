"""What `setup.py` and `setup.cfg` say of a package, as far as they say it without being run; pure.

https://setuptools.pypa.io/en/latest/userguide/declarative_config.html
"""

from __future__ import annotations

import sys

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping
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
_REMOVED = "pkg_resources"
"""A module that setuptools has no more."""
_BUILT_IN = frozenset(("setuptools", "distutils", "wheel", "__future__"))
_LARGEST = 1_000_000
"""Characters that are parsed: no such file is longer."""
_UNKNOWN = object()
"""A value that only running the file could tell."""


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
    old = _REMOVED in package.imports
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
    said, imports = _script(script or "")
    values = {**settings, **said}
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
        imports=imports,
        computed=tuple(
            key
            for key in ("name", "python_requires", "install_requires")
            if values.get(key) is _UNKNOWN
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
    rows = [row.partition("#")[0].strip() for row in text.splitlines()]
    return _UNKNOWN if text.strip().startswith("file:") else [row for row in rows if row]


# --- setup.py -------------------------------------------------------------------------------------


def _script(text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The keywords of the call of `setup()`, and the modules that the script imports."""
    import ast

    if len(text) > _LARGEST:
        return {}, ()
    try:
        tree = ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # such as one for Python 2
        return {}, ()
    names: dict[str, Any] = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                names[name] = _value(value, names)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node)]
    found: dict[str, Any] = {}
    for keyword in calls[0].keywords if calls else ():
        value = _value(keyword.value, names)
        if keyword.arg:
            found[keyword.arg] = value
        elif isinstance(value, dict):
            found |= value
    return found, tuple(dict.fromkeys(_imports(tree)))


def _is_setup(call: ast.Call) -> bool:
    function = call.func
    return getattr(function, "id", getattr(function, "attr", "")) == "setup"


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """What an expression stands for."""
    import ast

    if isinstance(node, ast.Name):
        return names.get(node.id, _UNKNOWN)
    if isinstance(node, ast.Dict) and all(isinstance(key, ast.Constant) for key in node.keys):
        pairs = zip(node.keys, node.values, strict=True)
        return {key.value: _value(value, names) for key, value in pairs}  # type: ignore[union-attr]
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "dict" and not node.args:
        return {one.arg: _value(one.value, names) for one in node.keywords}
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return _UNKNOWN


def _imports(tree: ast.Module) -> Iterator[str]:
    """The modules that a script imports at its top, but for those that every build has."""
    import ast

    for node in tree.body:
        match node:
            case ast.Import(names=aliases):
                modules = [one.name for one in aliases]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case _:
                continue
        for module in modules:
            top = module.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in _BUILT_IN:
                yield top


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
