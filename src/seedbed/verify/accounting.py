"""Files that no package claims: compiled ones, and those that nobody knows. Pure."""

from __future__ import annotations

import posixpath
import re

from seedbed.model.found import FILE, LINK
from seedbed.model.record import record
from seedbed.verify.paths import inner, statements
from seedbed.verify.values import COMPILED, PATHS, UNLOCKED, UNOWNED, VERSION, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from seedbed.verify.values import Claim

_COMPILED = re.compile(
    r"(?P<folder>(?:.*/)?)__pycache__/(?P<stem>[^/]+?)\.(?P<tag>(?!opt-)[a-z]+-?\d+t?)(?:\.opt-(?P<level>[12]))?\.pyc"
)
_OF_PYTEST = re.compile(
    r"(?P<folder>(?:.*/)?)__pycache__/(?P<stem>[^/]+?)\.[a-z]+-\d+t?-pytest-[\w.+!-]+\.py[co]"
)
"""Tests and plugins with the checks that pytest puts in; no import of Python's own finds them."""
_STARTUP = re.compile(r"(?:site|user)customize(?:/__init__)?(?:\.[^/.]+)*\.(?:py|pyc|so|pyd)")
"""The modules that Python imports at each start, below a folder that it finds modules in."""
_ENTERED = "etc/conda/activate.d/"
_ENTRANCE = (_ENTERED, "etc/conda/deactivate.d/", "etc/conda/env_vars.d/")
_FIRST = re.compile(
    r"lib/python\d+t?\.zip|(?:bin/)?pyvenv\.cfg|bin/(?:python[^/]*|pybuilddir\.txt)"
)
"""What Python reads at each start before it looks for modules."""
_AFTER = re.compile(r"(?:bin|Scripts)/\.[^/]+-post-link\.(?:sh|bat)")
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


def of_pytest(paths: Iterable[str], there: Collection[str]) -> list[str]:
    """The files that pytest compiled for itself, beside their sources.

    Args:
        paths: where they are looked for.
        there: all paths.
    """
    found = ((path, _OF_PYTEST.fullmatch(path)) for path in sorted(paths))
    return [path for path, one in found if one and f"{one['folder']}{one['stem']}.py" in there]


def told_of_pytest(paths: Sequence[str]) -> Iterator[str]:
    """What is to be said of such files, as a sentence."""
    if paths:
        one, many = (f"{what} that pytest compiled for itself" for what in ("file", "files"))
        those, them = _counted(paths, one, many)
        yield f"{those}: only pytest loads {them}, and nothing compares {them}."


def left_behind(kinds: Mapping[str, str], claimed: Collection[str], site: str) -> list[str]:
    """What Python compiled from one-file modules that are gone, such as six.

    uv removes only the source. No import finds such a file: Python looks into `__pycache__` only
    for a source that it has found.

    Args:
        kinds: all paths, with what they are.
        claimed: the paths that somebody claims.
        site: where Python finds packages.
    """
    folder = f"{site}/__pycache__"
    beside = (path for path in kinds.keys() - claimed if posixpath.dirname(path) == folder)
    return sorted(
        one.path for one in compiled(beside) if one.source not in kinds and kinds[one.path] == FILE
    )


def told_of_left_behind(paths: Sequence[str]) -> Iterator[str]:
    """What is to be said of such files, as a sentence."""
    if paths:
        one, many = "compiled file without its source", "compiled files without their sources"
        those, them = _counted(paths, one, many)
        yield f"{those}: no import finds {them}."


def _counted(paths: Sequence[str], one: str, many: str) -> tuple[str, str]:
    """How many files there are, with one of them, and the pronoun for them."""
    if len(paths) == 1:
        return f"1 {one}, {paths[0]}", "it"
    return f"{len(paths)} {many}, such as {paths[0]}", "them"


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


def scripted(claims: Collection[str], found: Iterable[Difference]) -> Iterator[str]:
    """Where files that nobody claims may come from, as sentences.

    conda runs the scripts of packages after it has linked them. What they write stands in no
    record, and can be anything, so nothing tells it from what somebody else put there.

    Args:
        claims: the paths that packages claim.
        found: what is not as it should be.
    """
    scripts = sorted(path for path in claims if _AFTER.fullmatch(path))
    if scripts and any(one.kind == UNOWNED and not one.package for one in found):
        named = f"{', '.join(scripts[:3])}{', and others' if len(scripts) > 3 else ''}"
        yield f"Files that belong to no package may come from what conda ran: {named}."


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
        folder, name = posixpath.split(path)
        vouched = f"and only a build vouches for it: {claims[0].package}."
        if path.startswith(_ENTRANCE):
            yield f"{path} takes effect whenever you enter the environment, {vouched}"
        elif _FIRST.fullmatch(path):
            yield f"Python reads {path} before all modules, {vouched}"
        elif folder == site and name.endswith(".pth"):
            if statements(texts(path)):
                yield f"Python runs {name} at each start, {vouched}"
            elif added := inner(texts(path)):
                yield f"Python finds modules in {added[0]} because of {name}, {vouched}"
        elif found := _startup(path, site):
            yield f"Python runs {found} at each start, {vouched}"


def starts_of_strangers(
    claims: Mapping[str, Sequence[Claim]], found: Iterable[Difference], site: str
) -> list[Difference]:
    """The files that Python runs at each start because of packages that the lock doesn't have.

    Args:
        claims: what is claimed of each path.
        found: what is not as it should be.
        site: where Python finds packages.
    """
    strangers = {one.package for one in found if one.kind in {UNLOCKED, VERSION}}
    whose = "belongs to a package that the lock doesn't have"
    return [
        Difference(kind=UNOWNED, path=path, package=said[0].package, what=f"{whose}, and {when}")
        for path, said in claims.items()
        if (when := _when_run(path, site)) and all(one.package in strangers for one in said)
    ]


def _when_run(path: str, site: str) -> str:
    """When a file is run by itself, as a clause; empty for other ones."""
    if path.startswith(_ENTRANCE):
        return "takes effect whenever you enter the environment"
    return "Python runs it at each start" if _is_run_at_start(path, site) else ""


def _is_run_at_start(path: str, site: str) -> bool:
    folder, name = posixpath.split(path)
    return (folder == site and name.endswith(".pth")) or bool(_startup(path, site))


def _startup(path: str, site: str) -> str:
    """The module in a file that Python imports at each start, as a path; empty for others."""
    for folder in (site, posixpath.dirname(site)) if "customize" in path else ():
        part = path.removeprefix(f"{folder}/")
        if part != path and _STARTUP.fullmatch(part):
            return part
    return ""


def hiding(
    told: Mapping[str, Sequence[Claim]], proved: Collection[str], site: str
) -> Iterator[Difference]:
    """The modules that only a RECORD speaks for, but that Python takes instead of a proved one.

    Args:
        told: what only a RECORD claims, by path.
        proved: the paths that archives claim.
        site: where Python finds packages.
    """
    if not any(_module(path, site)[1] for path in told):
        return
    modules: dict[str, tuple[int, str]] = {}
    for path in proved:
        place, module = _module(path, site)
        modules[module] = max((place, path), modules.get(module, (0, "")))
    for path, claims in told.items():
        place, module = _module(path, site)
        last, other = modules.get(module, (0, ""))
        if module and other and place <= last and path not in proved:
            what = f"can hide {other}"
            yield Difference(kind=PATHS, path=path, package=claims[0].package, what=what)


def _module(path: str, site: str) -> tuple[int, str]:
    """The module in a file: where Python looks for it, as the place in its order, and its name.

    The name is a path without an ending; it's empty for what is none.
    """
    folder, name = posixpath.split(path)
    stem, dot, ending = name.partition(".")
    if not path.endswith((".py", ".pyc", *_EXTENSIONS)) or not dot or not ending:
        return 0, ""
    module = folder if stem == "__init__" else posixpath.join(folder, stem)
    above = posixpath.dirname(site)
    for place, root in ((2, site), (1, f"{above}/lib-dynload"), (0, above)):
        if module.startswith(f"{root}/"):
            return place, module[len(root) + 1 :]
    return 0, f"/{module}"


def _nobodys(path: str, kind: str, site: str) -> str:
    what = "belongs to no package"
    name = posixpath.basename(path)
    if kind == LINK:
        return f"{what}, and is a link"
    if kind != FILE:
        return f"{what}, and isn't a regular file"
    if _is_run_at_start(path, site):
        return f"{what}, and Python runs it at each start"
    if path.startswith(_ENTERED):
        return f"{what}, and runs whenever you enter the environment"
    if name.endswith(_EXTENSIONS):
        return f"{what}, and Python may load it as a module"
    if name.endswith(".pyc"):
        return f"{what}, and has no source"
    return what
