"""The lists of packages in a Nix text: which packages of nixpkgs they name. Pure."""

from __future__ import annotations

import re

from seedbed.formats.nix.nodes import (
    Call,
    Function,
    Join,
    Let,
    List,
    Name,
    Other,
    Select,
    Set,
    Text,
    With,
    children,
)
from seedbed.importers.nix_overlays import overlays, own_packages
from seedbed.importers.nix_scope import (
    ARGUMENT,
    PACKAGE,
    PACKAGES,
    TOP,
    bound,
    inside,
    last_name,
    meaning,
    opened,
    path_of,
    within,
)
from seedbed.importers.nix_words import Words
from seedbed.importers.wording import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.formats.nix.nodes import Binding, Node
    from seedbed.importers.imported import Remark
    from seedbed.importers.nix_scope import Scope

_LISTS = frozenset(
    (
        "buildInputs",
        "checkInputs",
        "nativeBuildInputs",
        "nativeCheckInputs",
        "packages",
        "propagatedBuildInputs",
        "runtimeInputs",
    )
)
_OF_FHS = frozenset(("multiPkgs", "targetPkgs"))
"""Functions from nixpkgs to a list, for `buildFHSEnv`."""
_PATHS = frozenset(("makeBinPath", "makeLibraryPath"))
"""Functions from a list to a path, as for LD_LIBRARY_PATH."""
_LIBRARIES = re.compile(r"/lib(?:64)?(?=[\s:\"']|\Z)")
_CONDITIONAL = frozenset(("optional", "optionals"))
_SHELL = re.compile(r"mk\w*Shell|mkDerivation|buildFHS|buildPython")
_PLAIN = re.compile(r"final|(nix)?pkgs(For\w*)?|prev|super")
"""What a text calls its only or its main nixpkgs."""
_ASIDE = 5
"""Packages that are looked at only for one sentence."""


class _Found:
    """What was found, and where not to look again."""

    def __init__(self) -> None:
        self.sources: dict[str, dict[str, int]] = {}
        """By what the text calls nixpkgs: the attributes, and where each stands first."""
        self.remarks: dict[Remark, None] = {}
        self.read: set[int] = set()

    def attributes(self) -> list[str]:
        places = [(at, name) for names in self.sources.values() for name, at in names.items()]
        return list(dict.fromkeys(name for _, name in sorted(places)))


class Lists:
    """Collects the packages of all lists in a text.

    Args:
        path: the file.
        text: what it says.
        top: the same, parsed.
    """

    def __init__(self, path: str, text: str, top: Node) -> None:
        self._words = Words(path, text)
        self._top = top
        self._shells: set[int] = set()
        self._own = own_packages(top, text)
        self._found = _Found()
        self._left: int | None = None  # packages to look at for a sentence

    def collect(self) -> tuple[tuple[str, ...], tuple[Remark, ...]]:
        """The attributes of nixpkgs, each once, as they stand there; and what was left out."""
        self._walk(self._top, TOP)
        found = self._found
        for source, names in found.sources.items():
            if len(found.sources) > 1 and not _PLAIN.fullmatch(source):
                verb = "comes" if len(names) == 1 else "come"
                self._tell(
                    min(names.values()),
                    f"{listed(names)} {verb} from `{source}`, which may be another version of "
                    "nixpkgs; a shell that seedbed writes has only one.",
                )
        place = overlays(self._top) if found.sources else None
        if place is not None:
            self._tell(place, "nixpkgs has overlays here: any of the packages may come from them.")
        return tuple(found.attributes()), tuple(sorted(found.remarks, key=lambda one: one.line))

    def _walk(self, node: Node, scope: Scope) -> None:
        """Read all lists in a part of the text."""
        if isinstance(node, Function):
            names = {name for name, _ in node.parameters}
            called = node is self._top and not node.simple and not names & {"pkgs", "self"}
            self._walk(node.body, within(node, scope, PACKAGE) if called else within(node, scope))
        elif isinstance(node, With):
            self._walk(node.head, scope)
            self._walk(node.body, opened(node.head, scope))
        elif isinstance(node, (Set, Let)):
            inner = scope
            if isinstance(node, Let) or node.recursive:
                inner = inside(node.bindings, scope)
            for binding in node.bindings:
                self._bound(binding, inner, shell=id(node) in self._shells)
                self._walk(binding.value, inner)
            if isinstance(node, Let):
                self._walk(node.body, inner)
        else:
            if isinstance(node, Call):
                self._call(node, scope)
            elif isinstance(node, Text):
                self._folders(node, scope)
            for child in children(node):
                self._walk(child, scope)

    def _call(self, node: Call, scope: Scope) -> None:
        """Read the list that a path is made of; note which sets describe a shell."""
        name = last_name(node.function)
        if name in _PATHS:
            self._list(node.arguments[0], scope)
            return
        path = node.function.path if isinstance(node.function, Select) else (name,)
        if any(isinstance(part, str) and _SHELL.match(part) for part in path):
            waiting = list(node.arguments)
            while waiting:
                one = waiting.pop()
                self._shells.add(id(one))
                waiting += one.parts if isinstance(one, Other) else ()

    def _folders(self, node: Text, scope: Scope) -> None:
        """Take the packages whose libraries a text names, as in `${pkgs.zlib}/lib`."""
        for part, after in zip(node.parts, node.parts[1:], strict=False):
            if isinstance(after, str) and not isinstance(part, str) and _LIBRARIES.match(after):
                self._item(part, scope)

    def _bound(self, binding: Binding, scope: Scope, *, shell: bool) -> None:
        """Read the list that a name gets, if the name is one for lists of packages."""
        name, value = binding.path[-1], binding.value
        if name in _OF_FHS and isinstance(value, Function) and value.simple:
            self._list(value.body, within(value, scope, PACKAGES))
        elif name == "packages" and not (shell or _is_list(value, scope)):
            return  # an output of a flake
        elif name in _LISTS | _OF_FHS:
            self._list(value, scope)
        elif name == "inputsFrom":
            shown = self._words.shown(value)
            self._tell(
                binding.start,
                f"seedbed doesn't follow `inputsFrom`, so it left out what `{shown}` needs.",
            )

    def _list(self, node: Node, scope: Scope) -> None:
        """Take the packages of a list."""
        waiting = [bound(node, scope)]
        while waiting and self._left != 0:
            one = waiting.pop()
            node, scope = one.value, one.scope
            if id(node) in self._found.read:
                continue
            self._found.read.add(id(node))
            if isinstance(node, List):
                for item in node.items[: self._left]:
                    self._item(item, scope)
            elif isinstance(node, Join):
                waiting += [bound(part, scope) for part in reversed(node.parts)]
            elif isinstance(node, With):
                waiting.append(bound(node.body, opened(node.head, scope)))
            elif isinstance(node, Let):
                waiting.append(bound(node.body, inside(node.bindings, scope)))
            elif not (_repeats(node, scope) or self._condition(node, scope)):
                shown = self._words.shown(node)
                self._tell(
                    node.start, f"seedbed doesn't evaluate `{shown}`, so it left out this list."
                )

    def _item(self, node: Node, scope: Scope) -> None:
        """Take one package."""
        if self._left == 0:
            return
        if self._left:
            self._left -= 1
        path = path_of(node, scope)
        found = bound(node, scope)
        value = found.value
        if path and path[1:2] and path[1] in self._own:
            self._tell(
                node.start, f"{self._words.path} makes {path[1]} itself, so seedbed left it out."
            )
        elif path and path[1:]:
            names = self._found.sources.setdefault(path[0], {})
            names.setdefault(".".join(path[1:]), node.start)
        elif self._condition(value, found.scope):
            return
        elif not isinstance(value, Call):
            shown = self._words.shown(node)
            self._tell(node.start, f"seedbed can't tell what `{shown}` is, so it left it out.")
        elif last_name(value.function) == "withPackages":
            self._with_packages(value, found.scope)
        else:
            self._tell(
                value.start,
                f"seedbed doesn't evaluate `{self._words.shown(value)}`, so it left it out.",
            )

    def _with_packages(self, node: Call, scope: Scope) -> None:
        """Tell of a program, mostly Python, that Nix builds with packages of its own."""
        inner = node.arguments[0]
        names: list[str] | None = None
        if isinstance(inner, Function):
            names = self._names([inner.body], within(inner, scope, PACKAGES))
        some = f" with {listed(names)}" if names else ""
        self._tell(
            node.start,
            f"Nix builds `{self._words.shown(node.function)}`{some}; seedbed left it out.",
        )

    def _condition(self, node: Node, scope: Scope) -> bool:
        """Tell what stands under a condition; False where there is none."""
        if isinstance(node, Call) and last_name(node.function) in _CONDITIONAL:
            condition, *some = node.arguments
        elif isinstance(node, Other) and self._words.text.startswith("if", node.start):
            condition, *some = node.parts
        else:
            return False
        names = self._names(some, scope)
        if names is not None:
            shown = self._words.shown(condition)
            what = listed(names) if names else "what depends on it"
            self._tell(node.start, f"seedbed doesn't evaluate `{shown}`, so it left out {what}.")
        return True

    def _names(self, nodes: Iterable[Node], scope: Scope) -> list[str] | None:
        """The packages that lists or items would have given; None where they are empty."""
        if self._left is not None:
            return []
        kept, self._found, self._left = self._found, _Found(), _ASIDE + 1
        for node in nodes:
            if _is_list(node, scope):
                self._list(node, scope)
            else:
                self._item(node, scope)
        found, more = self._found, self._left == 0 or bool(self._found.remarks)
        self._found, self._left = kept, None
        names = found.attributes()[:_ASIDE]
        return [*names, *(["more"] if names and more else [])] if names or more else None

    def _tell(self, start: int, text: str) -> None:
        self._found.remarks.setdefault(self._words.remark(start, text))


def _repeats(node: Node, scope: Scope) -> bool:
    """Whether a list is only what a package had before, as `old.buildInputs` in its override."""
    if not (isinstance(node, Select) and isinstance(node.base, Name) and node.base.text != "self"):
        return False
    return last_name(node) in _LISTS and meaning(node.base.text, scope) == ARGUMENT


def _is_list(node: Node, scope: Scope) -> bool:
    """Whether something is a list for sure."""
    found = bound(node, scope)
    node, scope = found.value, found.scope
    while isinstance(node, (Let, With)):
        node = node.body
    called = last_name(node.function) if isinstance(node, Call) else ""
    return isinstance(node, (List, Join)) or called in _CONDITIONAL
