"""Files that no package claims: compiled ones, and those that nobody knows. Pure."""

from __future__ import annotations

import posixpath
import re

from seedbed.model.found import FILE, LINK
from seedbed.model.record import record
from seedbed.verify.values import COMPILED, PATHS, UNOWNED, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from seedbed.verify.values import Claim

_COMPILED = re.compile(
    r"(?P<folder>(?:.*/)?)__pycache__/(?P<stem>[^/]+?)\.(?P<tag>(?!opt-)[a-z]+-?\d+t?)(?:\.opt-(?P<level>[12]))?\.pyc"
)
_STARTUP = frozenset(("sitecustomize.py", "usercustomize.py"))
_ENTERED = "etc/conda/activate.d/"
_EXTENSIONS = (".so", ".pyd", ".dylib", ".dll")
_VERDICTS = {
    "unlike": "doesn't come from its source",
    "uncompilable": "doesn't come from its source, which can't be compiled",
    "unreadable": "is damaged",
}
HARMLESS = frozenset(("same", "stale", "foreign"))
"""Verdicts on compiled files that Python agrees with, or ignores."""


@record
class Compiled:
    """A compiled file.

    Attributes:
        path: as seen from the environment.
        source: the path of its source.
        level: how far it was optimized: 0, 1, or 2.
        tag: for which Python: `cpython-312`.
    """

    path: str
    source: str
    level: int
    tag: str


def compiled(paths: Iterable[str]) -> Iterator[Compiled]:
    """The compiled files among some paths that Python reads beside their source."""
    for path in paths:
        if found := _COMPILED.fullmatch(path):
            yield Compiled(
                path=path,
                source=f"{found['folder']}{found['stem']}.py",
                level=int(found["level"] or 0),
                tag=found["tag"],
            )


def unlike_source(one: Compiled, verdict: str) -> Difference | None:
    """What is wrong with a compiled file; None for nothing.

    Args:
        one: the file.
        verdict: as `compiled_script` has it.
    """
    if verdict in HARMLESS:
        return None
    what = _VERDICTS.get(verdict, verdict)
    return Difference(kind=COMPILED, path=one.path, package="", what=what)


def unowned(kinds: Mapping[str, str], known: Collection[str], site: str) -> Iterator[Difference]:
    """The files that nobody claims.

    Args:
        kinds: all paths, with what they are.
        known: the paths that somebody claims.
        site: where Python finds packages.
    """
    for path in kinds:
        if path not in known:
            yield Difference(
                kind=UNOWNED, path=path, package="", what=_nobodys(path, kinds[path], site)
            )


def unproved_starts(
    told: Mapping[str, Sequence[Claim]], texts: Callable[[str], str], site: str
) -> Iterator[str]:
    """The files that Python runs at each start and that only a RECORD speaks for, as sentences.

    Args:
        told: what only a RECORD claims, by path.
        texts: gives the text of a `.pth` file.
        site: where Python finds packages.
    """
    for path, claims in told.items():
        if posixpath.dirname(path) != site:
            continue
        name = posixpath.basename(path)
        runs = name.endswith(".pth") and any(
            line.startswith(("import ", "import\t")) for line in texts(path).splitlines()
        )
        if runs or name in _STARTUP:
            package = claims[0].package
            yield f"Python runs {name} at each start, and only a build vouches for it: {package}."


def hiding(told: Mapping[str, Sequence[Claim]], proved: Collection[str]) -> Iterator[Difference]:
    """The modules that only a RECORD speaks for, but that Python takes instead of a proved one.

    Args:
        told: what only a RECORD claims, by path.
        proved: the paths that archives claim.
    """
    if not any(map(_module, told)):
        return
    modules = {module: path for path in proved if (module := _module(path))}
    for path, claims in told.items():
        if (other := modules.get(_module(path))) and path not in proved:
            what = f"can hide {other}"
            yield Difference(kind=PATHS, path=path, package=claims[0].package, what=what)


def _module(path: str) -> str:
    """The module in a file, as a path without an ending; empty for what is none."""
    folder, name = posixpath.split(path)
    stem, dot, ending = name.partition(".")
    if not path.endswith((".py", ".pyc", *_EXTENSIONS)) or not dot or not ending:
        return ""
    return folder if stem == "__init__" else posixpath.join(folder, stem)


def _nobodys(path: str, kind: str, site: str) -> str:
    what = "belongs to no package"
    name = posixpath.basename(path)
    if kind == LINK:
        return f"{what}, and is a link"
    if kind != FILE:
        return f"{what}, and is no regular file"
    if posixpath.dirname(path) == site and (name.endswith(".pth") or name in _STARTUP):
        return f"{what}, and Python runs it at each start"
    if path.startswith(_ENTERED):
        return f"{what}, and runs whenever somebody enters the environment"
    if name.endswith(_EXTENSIONS):
        return f"{what}, and Python may load it as a module"
    if name.endswith(".pyc"):
        return f"{what}, and has no source"
    return what
