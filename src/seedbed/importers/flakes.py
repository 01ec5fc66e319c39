"""The packages that `flake.nix`, `shell.nix`, or `devenv.nix` takes from nixpkgs.

Nothing is evaluated: what stands in a list is understood, what a function or a condition gives is
told. Pure.
"""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats.nix.nodes import Function, Let, Set, With
from seedbed.formats.nix.parser import parse
from seedbed.formats.nix.tokens import NixSyntaxError
from seedbed.importers.imported import Remark
from seedbed.importers.nix_lists import Lists
from seedbed.importers.nix_words import Words
from seedbed.importers.wording import listed
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.formats.nix.nodes import Node

PATHS = ("flake.nix", ".nix/flake.nix", "shell.nix", "devenv.nix")
"""Where a project's own lists of packages stand."""
LONGEST = 300_000
"""Characters of a file that is read."""


@record
class Found:
    """What a file takes from nixpkgs.

    Attributes:
        attributes: the packages, such as `cmake` or `stdenv.cc.cc.lib`, each once.
        remarks: what was left out.
    """

    attributes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def packages(files: Mapping[str, str]) -> dict[str, Found]:
    """What each of a project's files takes from nixpkgs, by its path.

    Args:
        files: the project's files, by path.
    """
    return {path: _packages(path, files) for path in PATHS if path in files}


def packages_of(path: str, text: str) -> Found:
    """What one file takes from nixpkgs.

    Args:
        path: the file; what is in a `devenv.nix` beside lists of packages is told.
        text: what it says, with plain line ends.
    """
    if len(text) > LONGEST:
        what = f"This file has more than {LONGEST:,} characters, so seedbed didn't read it."
        return Found(remarks=(Remark(path=path, text=what),))
    try:
        top = parse(text)
    except NixSyntaxError as error:
        what = f"This is not valid Nix ({error}), so seedbed took no packages from it."
        return Found(remarks=(Words(path, text).remark(error.start, what),))
    attributes, remarks = Lists(path, text, top).collect()
    others = _others(top) if path.rpartition("/")[2] == "devenv.nix" else ()
    if others:
        verb = "stays" if len(others) == 1 else "stay"
        what = f"seedbed reads only lists of packages; {listed(others)} {verb} in {path}."
        remarks = (*remarks, Remark(path=path, text=what))
    return Found(attributes=attributes, remarks=remarks)


def _packages(path: str, files: Mapping[str, str]) -> Found:
    try:
        text = files[path]
    except SeedbedError:
        what = "This file can't be read as text, so seedbed took no packages from it."
        return Found(remarks=(Remark(path=path, text=what),))
    return packages_of(path, text)


def _others(top: Node) -> tuple[str, ...]:
    """What the settings of a module are called, other than its packages."""
    while isinstance(top, (Function, Let, With)):
        top = top.body
    bindings = top.bindings if isinstance(top, Set) else ()
    names = (
        ".".join(part for part in binding.path[:2] if isinstance(part, str)) for binding in bindings
    )
    return tuple(dict.fromkeys(name for name in names if name != "packages"))
