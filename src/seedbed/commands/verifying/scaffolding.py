"""What a maker puts into an environment, compared with what it puts into a fresh one."""

from __future__ import annotations

import os
import posixpath
import re

from seedbed.commands.verifying.interpreter import sha256_of
from seedbed.commands.verifying.layout import pythons
from seedbed.commands.verifying.seeds import RUN, VIRTUALENVS
from seedbed.model.found import FILE, LINK
from seedbed.verify.distributions import is_own_record
from seedbed.verify.judging import unlike_mode
from seedbed.verify.record_file import rows
from seedbed.verify.settings import NAME, is_plain, maker
from seedbed.verify.shebangs import without_shebang
from seedbed.verify.values import LINKED, MADE, METADATA, MISSING, MODE, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.commands.verifying.reading import Inside
    from seedbed.host.scaffold import Scaffold
    from seedbed.model.found import Found

OWN = frozenset((".lock", ".gitignore", "CACHEDIR.TAG"))
ACTIVATE = re.compile(
    r"activate(?:\.(?:bat|csh|fish|nu|ps1|sh|xsh))?|Activate\.ps1|activate_this\.py|"
    r"deactivate(?:\.(?:bat|csh|fish|nu))?|pydoc\.bat"
)
"""How makers call the scripts by which people enter and leave an environment."""
PROGRAMS = re.compile(r"(?:pip|wheel|easy_install)(?:-?3(?:\.\d+)?)?")
"""How makers call the programs of what they put in; not all of them list the same ones."""


def prompting(inside: Inside) -> Iterator[Difference]:
    """What is wrong with the prompt, which `activate` scripts hold as it is."""
    prompt = inside.settings.get("prompt", "").strip("'\"")
    if not is_plain(prompt) and f"/{prompt}/" not in f"{inside.root}/":
        what = f"sets a prompt that a shell can take for a command: {prompt}"
        yield Difference(kind=MADE, path=NAME, package="", what=what)


def varies(one: Difference, inside: Inside) -> bool:
    """Whether another version of the same maker may write a file so, or not at all."""
    folder, name = posixpath.split(one.path)
    is_script = folder == inside.layout.scripts and ACTIVATE.fullmatch(name) is not None
    is_hook = one.path == f"{inside.layout.site}/{RUN[VIRTUALENVS]}"
    return one.kind in {MADE, MISSING} and (is_script or is_hook)


def unlike_fresh(inside: Inside, fresh: Scaffold, python: str) -> Iterator[Difference]:
    """What is not as in a fresh environment, but for the settings.

    Args:
        inside: what the environment holds.
        fresh: the fresh one.
        python: the interpreter, by its absolute path.
    """
    for path in fresh.files:
        if path != NAME and path not in OWN and not path.endswith(".pyc"):
            yield from _file(inside, fresh, path)
    for path, target in fresh.links.items():
        yield from _link(inside, fresh, path, target, python)
    for path in sorted(OWN & inside.kinds.keys()):
        if inside.kinds[path] != FILE:
            what = "isn't a regular file"
            yield Difference(kind=LINKED, path=path, package="", what=what)


def _file(inside: Inside, fresh: Scaffold, path: str) -> Iterator[Difference]:
    found = inside.found.get(path)
    if found is None:
        yield Difference(kind=MISSING, path=path, package="", what="is missing")
    elif is_own_record(path, inside.layout.site):
        yield from own_record(inside, path, fresh.records[path])
    elif found.sha256 != fresh.files[path] and not _is_same_script(inside, fresh, path):
        what = f"differs from what {maker(inside.settings)[0]} writes"
        yield Difference(kind=MADE, path=path, package="", what=what)
    elif path in fresh.scripts and _cannot_start(inside, path):
        yield Difference(kind=MODE, path=path, package="", what="isn't executable")
    else:
        yield from open_mode(inside, path)


def _cannot_start(inside: Inside, path: str) -> bool:
    """Whether a file is a program that nobody may execute."""
    is_program = posixpath.dirname(path) == inside.layout.scripts
    return is_program and inside.posix and not inside.found[path].mode & 0o111


def _link(
    inside: Inside, fresh: Scaffold, path: str, target: str, python: str
) -> Iterator[Difference]:
    found = inside.found.get(path)
    if found is None:
        yield Difference(kind=MISSING, path=path, package="", what="is missing")
    elif _ends_at(fresh, path, python) and is_copy(found, python):
        yield from open_mode(inside, path)
    elif found.kind != LINK or not _leads(inside.root, path, found.target, target):
        what = f"should be a link to {target}"
        yield Difference(kind=LINKED, path=path, package="", what=what)


def open_mode(inside: Inside, path: str) -> Iterator[Difference]:
    """What is wrong with the permissions of a file that an environment's maker put in."""
    found = inside.found[path]
    if inside.posix and not found.cached and unlike_mode(found):
        what = f"has permissions that its maker doesn't give ({found.mode:04o})"
        yield Difference(kind=MODE, path=path, package="", what=what)


def is_copy(found: Found, python: str) -> bool:
    """Whether a file has the bytes of the interpreter, as with `python -m venv --copies`."""
    try:
        return found.kind == FILE and found.sha256 == sha256_of(python)
    except OSError:
        return False


def _is_same_script(inside: Inside, fresh: Scaffold, path: str) -> bool:
    """Whether two scripts are the same but for the name by which they call this Python.

    `venv` takes the name by which it was called itself: `bin/python3`, or `bin/python3.11`.
    """
    found, script = inside.found[path], fresh.scripts.get(path)
    if script is None or found.kind != FILE or found.data is None:
        return False
    roots = (inside.root, *inside.aliases)
    names = [one for root in roots for one in pythons(root, inside.layout)]
    rest = without_shebang(found.data, names)
    return rest is not None and rest == without_shebang(script, names)


def own_record(inside: Inside, path: str, fresh: str | None = None) -> Iterator[Difference]:
    """What the RECORD of a distribution says wrongly that the environment's maker put in.

    Args:
        inside: what the environment holds.
        path: that of the RECORD.
        fresh: the text of the same RECORD in a fresh environment; None where none can be made.
    """
    site, root = inside.layout.site, inside.root
    try:
        listed = rows(inside.text(path), site, root)
    except ValueError as error:
        yield Difference(kind=METADATA, path=path, package="", what=f"is damaged: {error}")
        return
    usual = listed if fresh is None else rows(fresh, site, root)
    for name, row in listed.items():
        found = inside.found.get(name)
        what = ""
        if row.sha256 and found and found.sha256 != row.sha256:
            what = f"has another hash for {name}"
        elif name not in usual and not name.endswith(".pyc") and not _is_program(inside, name):
            what = f"lists {name}, which {maker(inside.settings)[0]} doesn't list"
        if what:
            yield Difference(kind=METADATA, path=path, package="", what=what)


def _is_program(inside: Inside, path: str) -> bool:
    folder, name = posixpath.split(path)
    return folder == inside.layout.scripts and PROGRAMS.fullmatch(name) is not None


def _ends_at(fresh: Scaffold, path: str, python: str) -> bool:
    """Whether a link of a fresh environment leads to the interpreter in the end."""
    for _ in fresh.links:
        if path not in fresh.links:
            break
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), fresh.links[path]))
    return os.path.realpath(path) == os.path.realpath(python) if os.path.isabs(path) else False


def _leads(root: str, path: str, target: str, wanted: str) -> bool:
    folder = os.path.dirname(os.path.join(root, path))
    if target == wanted:
        return True
    return os.path.realpath(os.path.join(folder, target)) == os.path.realpath(
        os.path.join(folder, wanted)
    )
