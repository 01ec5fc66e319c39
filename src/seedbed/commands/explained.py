"""What `seedbed explain` knows of a project, and what it answers."""

from __future__ import annotations

import os

from seedbed.commands.bases import FAULTS, read_base
from seedbed.commands.comparing import compare
from seedbed.commands.stored_choices import choices_of
from seedbed.errors import SeedbedError
from seedbed.host.guarded import read_files
from seedbed.host.paths import absolute
from seedbed.layers.library import load_library
from seedbed.layers.reasons import reasons_for
from seedbed.managers.registry import load_dialect
from seedbed.model.record import record
from seedbed.render.compose import compose
from seedbed.render.origins import givers_of_file
from seedbed.update.standing import state_of_file
from seedbed.workspace import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.layers.reasons import Reason
    from seedbed.model.choices import Choices
    from seedbed.model.tree import File, Tree

    Files = Mapping[str, File]


@record
class Giver:
    """A layer that gave something.

    Attributes:
        layer: its name; `choices` for what you picked yourself.
        because: the choices that selected it; none for what every project has.
    """

    layer: str
    because: tuple[Reason, ...] = ()


@record
class Part:
    """A key of a file that differs from what seedbed wrote.

    Attributes:
        key: as you type it after the file.
        state: one of `update.standing.STATES`.
    """

    key: str
    state: str


@record
class Explained:
    """What is known of a file or a key.

    Attributes:
        path: the file's path in the project, with forward slashes.
        key: the key; empty for the file itself.
        state: one of `update.standing.STATES`; empty for what a program makes.
        givers: the layers that gave it.
        made_by: what makes the file, where that is a program, as a sentence.
        values: the value as seedbed wrote it (`base`), as it is (`ours`), and as seedbed would
            write it today (`theirs`); those that are there.
        parts: the keys of a file that are not as seedbed wrote them, or those of a table.
    """

    path: str
    key: str = ""
    state: str = ""
    givers: tuple[Giver, ...] = ()
    made_by: str = ""
    values: Mapping[str, Any] = {}
    parts: tuple[Part, ...] = ()


@record
class Explaining:
    """A project, and all that its files are compared with.

    Attributes:
        root: its folder, absolute.
        choices: what was picked.
        tree: the files as they would be generated now.
        base: the files as generated last.
        ours: what stands there, of both.
        known: whether the files as generated last are known.
    """

    root: str
    choices: Choices
    tree: Tree
    base: Files
    ours: Files
    known: bool

    def state(self, path: str) -> str:
        """What became of a file."""
        sides = (self.base.get(path), self.ours.get(path), self.tree.files.get(path))
        return state_of_file(*sides, known=self.known)

    def givers(self, names: tuple[str, ...]) -> tuple[Giver, ...]:
        """Some layers, and why the project has them."""
        library = load_library()
        return tuple(
            Giver(layer=name, because=reasons_for(name, self.choices, library)) for name in names
        )

    def givers_of(self, path: str) -> tuple[Giver, ...]:
        """The layers that give a file; for one that is generated no more, the one that gave it."""
        if path in self.tree.files:
            return self.givers(givers_of_file(self.tree, path))
        before = self.base.get(path)
        return self.givers((before.layer,)) if before and "/" in before.layer else ()


def look(start: str) -> Explaining:
    """Find a project, and compare its files with those of then and now.

    Raises:
        SeedbedError: when there is none, or it cannot be read.
    """
    found = locate(absolute(start))
    choices = choices_of(found)
    tree = compose(choices)
    dialect = load_dialect(choices.manager)
    try:
        before = read_base(found.root)
    except SeedbedError as fault:
        if fault.code not in FAULTS:
            raise
        ours = read_files(found.root, sorted(tree.files), {})
        return Explaining(
            root=found.root, choices=choices, tree=tree, base={}, ours=ours, known=False
        )
    sides = compare(found.root, before, tree.files, (dialect, dialect))
    return Explaining(
        root=found.root,
        choices=choices,
        tree=tree,
        base={**sides.base, **sides.waiting},
        ours=sides.ours,
        known=True,
    )


def relative(root: str, path: str) -> str:
    """A path in a project, with forward slashes; empty for the project's folder itself."""
    inside = os.path.relpath(path, root).replace(os.sep, "/")
    return "" if inside == "." else inside
