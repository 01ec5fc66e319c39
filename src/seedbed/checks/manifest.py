"""The manifest: whether it can be read, by seedbed and by its manager, and what it asks for."""

from __future__ import annotations

import os
import re

from seedbed.checks.check import Check
from seedbed.checks.guessing import PIXI
from seedbed.errors import SeedbedError
from seedbed.host import git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

_MANIFEST = "pyproject.toml"


class SB201(Check):
    """A manifest cannot be parsed.

    Neither the manager nor any tool that keeps its settings there can read the project. Nothing
    can be locked or installed, and most other checks have nothing to look at.

    To fix it: correct the line that the finding names. `git diff` shows what changed last.
    """

    def look(self, place: Place) -> Iterable[Finding]:
        """The fault of `pyproject.toml`, of `pixi.toml`, or of the environment files."""
        if place.fault is not None and place.fault.code not in _OF_TABLE:
            yield self._told(place, place.fault, _MANIFEST)
        if place.manifest_name == PIXI:
            yield from self._of_pixi(place)
        if place.manager == "conda":
            yield from self._of_environments(place)

    def _of_pixi(self, place: Place) -> Iterator[Finding]:
        from seedbed.formats.tables import parse
        from seedbed.host.reading import read_text

        if place.data(PIXI) is None:
            return
        try:
            parse(read_text(place.path(PIXI)), place.path(PIXI))
        except SeedbedError as error:
            yield self._told(place, error, PIXI)

    def _of_environments(self, place: Place) -> Iterator[Finding]:
        from seedbed.managers.conda.stages import environment_files
        from seedbed.managers.conda.yaml import loads

        try:
            names = environment_files(place.root)
        except SeedbedError as error:
            yield self._told(place, error, "environment.yml")
            return
        for name in names:
            try:
                loads(place.text(name) or "", place.path(name))
            except SeedbedError as error:
                yield self._told(place, error, name)

    def _told(self, place: Place, fault: SeedbedError, path: str) -> Finding:
        message = fault.message.replace(place.path(path), path)
        found = re.search(r"line (\d+)(?:, column (\d+))?", message)
        at = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
        message = re.sub(r" \(at line \d+, column \d+\)", "", message)  # they come first
        hint = fault.hint.replace(", then run the same command again", "").removeprefix("Fix it.")
        return self.found(message, path, at=at, how=hint.strip())


class SB202(Check):
    """The manifest contains something that its manager refuses.

    The file is valid TOML, but one value in it is not what the standards or the manager allow in
    that place. Managers refuse the whole manifest for that, often with a message that names neither
    key nor line.

    To fix it: correct the line that the finding names.
    """

    requires = ("SB201",)

    def look(self, place: Place) -> Iterable[Finding]:
        """What the standards refuse, and the first rule of the manager that is broken."""
        if place.manifest_name == PIXI:
            yield from self._of_pixi(place)
            return
        from seedbed.checks.project_table import faults
        from seedbed.managers.registry import load_dialect

        for path, fault in faults(place.manifest):
            yield self.found(f"{fault}.", _MANIFEST, at=(_line(place, path), 0))
        if not place.manager or not (place.is_ours or place.table("tool", place.manager)):
            return
        dialect = load_dialect(place.manager)
        texts = {name: place.text(name) for name in _names(place.root) if dialect.is_manifest(name)}
        files = {name: text for name, text in texts.items() if text is not None}
        refusal = dialect.refused(files, files)
        if refusal is not None and place.row is not None:
            who = refusal.who or place.row.title
            yield self.found(
                f"{who} does not read {refusal.path}: {refusal.rule}.",
                refusal.path,
                at=(refusal.line, 0),
            )

    def _of_pixi(self, place: Place) -> Iterator[Finding]:
        from seedbed.managers.pixi.rules import REFUSES, judge

        text = place.text(PIXI)
        verdict = judge(text, PIXI) if text is not None else None
        if verdict is not None and verdict.answer == REFUSES:
            what = f"Pixi does not read {PIXI}: {verdict.rule}."
            yield self.found(what, PIXI, at=(verdict.line, 0))


class SB204(Check):
    """Conflicts of the last update are not resolved.

    You and seedbed's last update changed the same places. The files have your version, and
    `.seedbed/conflicts` lists what seedbed wanted. Until you decide, `seedbed update` waits, so you
    get no newer templates.

    To fix it: read `.seedbed/conflicts`, edit the files that it names, then run `git add` on them.
    Without git, remove `.seedbed/conflicts` instead.
    """

    def look(self, place: Place) -> Iterable[Finding]:
        """The files of which the report says so, and git too where it can tell."""
        report = place.text(_REPORT)
        if not place.is_ours or report is None:
            return
        from seedbed.update import conflicts  # slow to import

        paths = conflicts.read_paths(report)
        if conflicts.is_by_git(report) and place.repository is not None:
            left = git.unmerged(place.root, paths)
            paths = [path for path in paths if path in left]
        if paths:
            named = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if paths[3:] else "")
            yield self.found(f"The last update left conflicts in {named}.", _REPORT)


class SB207(Check):
    """`[tool.seedbed]` is gone, or names something that seedbed does not know.

    That table records your choices. Without it, `seedbed sync`, `run`, and `update` don't know what
    the project is made of. The project itself works, for its manager reads none of it.

    To fix it: restore the table, for example from `git show HEAD:./pyproject.toml`. If you no
    longer want seedbed's updates, remove the folder `.seedbed` as well.
    """

    requires = ("SB201",)

    def look(self, place: Place) -> Iterable[Finding]:
        """Whether the table is there, with a manager and a way to use Nix that are known."""
        from seedbed.workspace import manager_of, nix_of

        if place.fault is not None and place.fault.code in _OF_TABLE:
            yield self.found(place.fault.message, _MANIFEST, how=place.fault.hint)
        if place.project is None:
            return
        for key, ask in (("manager", manager_of), ("nix", nix_of)):
            try:
                ask(place.project)
            except SeedbedError as error:
                at = (_line(place, ("tool", "seedbed", key)), 0)
                message = error.message.replace(place.path(_MANIFEST), _MANIFEST)
                yield self.found(message, _MANIFEST, at=at, how=error.hint)


_REPORT = ".seedbed/conflicts"
_OF_TABLE = ("no-table", "unknown-choice")
"""Faults of what seedbed itself has in the manifest, which can be read."""


def _names(root: str) -> list[str]:
    """The names in a folder; none where it cannot be read."""
    try:
        return sorted(os.listdir(root))
    except OSError:
        return []


def _line(place: Place, path: tuple[str | int, ...]) -> int:
    from seedbed.managers.pixi.rules.lines import line_of

    return line_of(place.text(_MANIFEST) or "", path)
