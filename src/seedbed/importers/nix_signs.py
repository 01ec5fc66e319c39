"""By which signs a Nix text shows what it is for; comments are none. Pure."""

from __future__ import annotations

import re

from seedbed.errors import SeedbedError
from seedbed.formats.nix.nodes import Function, Let, Name, Select, Set, Text, descendants
from seedbed.formats.nix.parser import parse
from seedbed.formats.nix.tokens import NixSyntaxError
from seedbed.importers.flakes import LONGEST, packages_of
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PATHS = ("flake.nix", ".nix/flake.nix", "shell.nix", "default.nix", "devenv.nix")
_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))#.*$")


@record
class NixFile:
    """What a Nix text says, without where.

    Attributes:
        path: the file.
        names: all variables and attributes.
        packages: what it takes from nixpkgs.
        texts: all strings and paths, without what is filled in, and without the shell's comments.
    """

    path: str
    names: frozenset[str]
    packages: tuple[str, ...]
    texts: str

    def first(self, *names: str) -> str:
        """The first of some names that the text has; empty for none."""
        return next((name for name in names if name in self.names), "")

    def says(self, pattern: str) -> str:
        """What a regular expression, or its group, finds in a string; empty for nothing."""
        found = re.search(pattern, self.texts)
        return found.group(found.lastindex or 0) if found else ""


def nix_files(files: Mapping[str, str]) -> tuple[NixFile, ...]:
    """What a project's Nix files say; those that are no Nix are left out.

    Args:
        files: the project's files, by path.
    """
    found = (_read(path, text_of(files, path)) for path in PATHS)
    return tuple(one for one in found if one)


def text_of(files: Mapping[str, str], path: str) -> str:
    """What a file says; nothing where there is none, or where it is no text."""
    try:
        return files.get(path, "")
    except SeedbedError:
        return ""


def _read(path: str, text: str) -> NixFile | None:
    if not text or len(text) > LONGEST:
        return None
    try:
        top = parse(text)
    except NixSyntaxError:
        return None
    names: set[str] = set()
    texts = []
    for node in descendants(top):
        if isinstance(node, Name):
            names.add(node.text)
        elif isinstance(node, Select):
            names.update(part for part in node.path if isinstance(part, str))
        elif isinstance(node, (Set, Let)):
            paths = [part for binding in node.bindings for part in binding.path]
            names.update(part for part in paths if isinstance(part, str))
        elif isinstance(node, Function):
            names.update(name for name, _ in node.parameters)
        elif isinstance(node, Text):
            texts.append("".join(part if isinstance(part, str) else "…" for part in node.parts))
    plain = "\n".join(_COMMENT.sub("", text) for text in texts)
    packages = packages_of(path, text).attributes
    return NixFile(path=path, names=frozenset(names), packages=packages, texts=plain)
