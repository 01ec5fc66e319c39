"""What a maker put into an environment where no fresh one can be had to compare it with.

Nobody can say whether the scripts of such an environment are right, nor pip, if the lock doesn't
have it. Its links and permissions can be judged all the same, and what Python loads by itself is
let pass only where its text is known.
"""

from __future__ import annotations

import os
import posixpath
import re

from seedbed.commands.verifying.scaffolding import (
    ACTIVATE,
    OWN,
    PROGRAMS,
    is_copy,
    open_mode,
    own_record,
    prompting,
)
from seedbed.commands.verifying.seeds import RUN, VIRTUALENVS, is_known_start
from seedbed.model.found import FILE, LINK
from seedbed.verify.record_file import rows
from seedbed.verify.settings import NAME
from seedbed.verify.values import LINKED, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from seedbed.commands.verifying.reading import Inside
    from seedbed.verify.distributions import Distribution

_PYTHON = re.compile(r"python(?:3(?:\.\d+t?)?)?")
_FOLDERS = {"setuptools": ("setuptools", "_distutils_hack", "pkg_resources")}
"""Where distributions that makers put in have their files, if it isn't a folder of their name."""
_LOADED = (".pth", ".pyc", ".so", ".pyd", ".dylib", ".dll")


def kept(inside: Inside, seeds: Collection[str]) -> set[str]:
    """The paths that an environment's maker may have put in.

    Args:
        inside: what the environment holds.
        seeds: the names of distributions that are its maker's.
    """
    files = {path for path, one in inside.found.items() if one.kind == FILE}
    scripts, site = inside.layout.scripts, inside.layout.site
    found = {path for path in files if is_known_start(path, site, inside.text(path))}
    found |= files & {*OWN, f"{site}/{RUN[VIRTUALENVS]}"}
    found |= {path for path in files if _is_in(path, scripts, ACTIVATE)}
    found |= {path for path in inside.kinds if _is_in(path, scripts, _PYTHON)}
    found |= inside.kinds.keys() & {NAME, "lib64"}
    for one in inside.distributions:
        if one.name in seeds:
            found |= {path for path in _listed(inside, one) if path in files}
    return found


def wrong(inside: Inside, seeds: Collection[str], python: str) -> Iterator[Difference]:
    """What is not as any maker would write it.

    Args:
        inside: what the environment holds.
        seeds: the names of distributions that are its maker's.
        python: the interpreter that it stands on, by its absolute path.
    """
    yield from prompting(inside)
    for path in sorted(kept(inside, seeds)):
        found = inside.found[path]
        if path == "lib64":
            yield from _leading(inside, path, os.path.join(inside.root, "lib"), "lib")
        elif _is_in(path, inside.layout.scripts, _PYTHON) and not is_copy(found, python):
            yield from _leading(inside, path, python, python)
        elif found.kind == FILE and path not in OWN:  # uv lets everybody take its lock
            yield from open_mode(inside, path)
    for one in inside.distributions:
        if one.name in seeds:
            yield from own_record(inside, f"{one.folder}/RECORD")


def started(inside: Inside) -> str:
    """What Python runs at each start because of a maker, and nobody can judge, as a sentence.

    Args:
        inside: what the environment holds.

    Returns:
        The sentence; empty for nothing.
    """
    site = inside.layout.site
    both = ((f"{site}/{one}", f"{site}/{other}") for one, other in RUN.items())
    found = [code for path, code in both if {path, code} <= inside.kinds.keys()]
    if not found:
        return ""
    them = "it" if len(found) == 1 else "them"
    files = " and ".join(found)
    return f"Python runs {files} at each start, and there's nothing to compare {them} with."


def _leading(inside: Inside, path: str, wanted: str, said: str) -> Iterator[Difference]:
    """What is wrong with a link."""
    place = os.path.join(inside.root, path)
    is_link = inside.found[path].kind == LINK
    if not is_link or os.path.realpath(place) != os.path.realpath(wanted):
        what = f"should be a link to {said}"
        yield Difference(kind=LINKED, path=path, package="", what=what)


def _listed(inside: Inside, one: Distribution) -> Iterator[str]:
    """What a distribution's RECORD lists of its own files, without what can hide something."""
    site, scripts = inside.layout.site, inside.layout.scripts
    names = _FOLDERS.get(one.name, (one.name,))
    folders = (f"{one.folder}/", *(f"{site}/{name}/" for name in names))
    try:
        listed = rows(inside.text(f"{one.folder}/RECORD"), site, inside.root)
    except ValueError:
        listed = {}
    for path in listed:
        if _is_in(path, scripts, PROGRAMS) or (
            path.startswith(folders) and not path.endswith(_LOADED)
        ):
            yield path
    yield f"{one.folder}/RECORD"
    yield f"{one.folder.removesuffix('.dist-info')}.virtualenv"
    # virtualenv makes more of them than it lists
    yield from (path for path in inside.kinds if _is_in(path, scripts, PROGRAMS))


def _is_in(path: str, folder: str, names: re.Pattern[str]) -> bool:
    head, name = posixpath.split(path)
    return head == folder and names.fullmatch(name) is not None
