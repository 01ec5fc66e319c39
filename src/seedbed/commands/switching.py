"""What a switch to another manager needs besides an update: the way back, and its table."""

from __future__ import annotations

import os

from seedbed import __version__
from seedbed.commands.asides import read_asides
from seedbed.commands.own_form import dialect_of
from seedbed.commands.stored_choices import read_choices
from seedbed.errors import SeedbedError
from seedbed.formats.tables import parse
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.managers.shared.environment_files import group_of, is_environment
from seedbed.model.names import canonical
from seedbed.model.record import replace
from seedbed.model.tree import BASE_PATH
from seedbed.render.compose import compose
from seedbed.update.change import Change
from seedbed.update.row import closed_with
from seedbed.update.rows import rows_of
from seedbed.update.stated import read, stated_in, whole_of
from seedbed.update.switch import Switching
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from seedbed.managers.protocols import Dialect
    from seedbed.model.choices import Choices
    from seedbed.model.tree import File
    from seedbed.update.row import Row
    from seedbed.update.switched import Switch


def switching_for(
    root: str, choices: Choices, managers: tuple[str, str], before: Mapping[str, File]
) -> Switching:
    """What is set aside and comes back at a switch.

    Args:
        root: the project's folder.
        choices: what the project is to be.
        managers: the one that it has, and the one that it is to have.
        before: the files as generated last.
    """
    return Switching(
        managers,
        read_asides(root),
        lambda name, text: way_back(name, text, before),
        lambda name: dialect_of(choices, name),
    )


def check_no_secrets(manager: str, ours: Mapping[str, File], paths: Iterable[str]) -> None:
    """Refuse to copy a password or a token from a manifest into other files.

    Args:
        manager: the one that the project is to have.
        ours: the project's files as they stand there.
        paths: those of them that are manifests.

    Raises:
        SeedbedError: names the file, the line and the way to log in.
    """
    from seedbed.model.credentials import secret_in

    for path in sorted(ours.keys() & set(paths)):
        if found := secret_in(ours[path].data.decode(errors="replace")):
            raise SeedbedError(
                f"{path} (line {found.line}) contains a password or a token: {found.address}. "
                "A switch would copy it into other files.",
                "Remove it, and log in instead: "
                f"{MANAGERS[manager].login.format(host=found.host)}; "
                "for git, use a credential helper or an SSH address.",
                code="secret-in-address",
            )


def way_back(name: str, text: str, before: Mapping[str, File]) -> dict[str, str] | None:
    """A manifest as a return would generate it; None where that is what was generated last.

    Args:
        name: the manager that comes back.
        text: `pyproject.toml` as the switch leaves it.
        before: what was generated last.

    Raises:
        SeedbedError: when no return would be possible, nor any other update.
    """
    try:
        choices = replace(read_choices(parse(text, "pyproject.toml")), manager=name)
    except SeedbedError as error:
        raise SeedbedError(
            f"Nothing was changed, because seedbed could not switch back. {error.message}",
            error.hint,
            code=error.code,
        ) from None
    last = before["pyproject.toml"].data.decode() if "pyproject.toml" in before else ""
    try:
        table = parse(last, BASE_PATH)
        if table["tool"]["seedbed"]["version"] == __version__ and read_choices(table) == choices:
            return None
        return _texts(load_dialect(name), compose(choices).files)
    except (SeedbedError, KeyError):  # choices that do not go with the old manager
        return None


def table_of(
    dialects: tuple[Dialect, Dialect],
    sides: tuple[Mapping[str, File], Mapping[str, File]],
    changes: Sequence[Change],
    switch: Switch,
) -> tuple[Row, ...]:
    """The table of a switch; empty where the new manifest cannot be read because of conflicts."""
    old, new = dialects
    after = {**sides[1], **{change.path: change.after for change in changes}}
    try:
        coming = read(new, _texts(new, after))
    except SeedbedError:
        return ()
    comes = replace(whole_of(coming), indexes=(coming.own or coming.project).indexes)
    there = {path: file for path, file in after.items() if old.is_manifest(path)}
    files = (
        _texts(old, sides[0]),
        _texts(old, sides[1]),
        {**_texts(old, there), **_texts(new, after)},
    )
    reading = stated_in(old, files[0], files[1]).reading
    return rows_of(dialects, files, comes, switch, reading)


def rows_beside(root: str, old: str) -> tuple[Row, ...]:
    """The rows of what stands in files beside the manifest, which no other manager reads.

    Args:
        root: the project's folder.
        old: the manager that it has.
    """
    from seedbed.managers.uv.indexes import named_in

    names = named_in(os.path.join(root, _OF_UV)) if old == "uv" else []
    return tuple(closed_with(names, _OF_UV))


_OF_UV = "uv.toml"


def with_strays(new: str, ours: Mapping[str, File], changes: Sequence[Change]) -> list[Change]:
    """The changes of a switch, with what is said of environment files that are of no group.

    One may have stayed for what only it has, and conda installs all of it again, although the group
    was deleted under another manager.

    Args:
        new: the manager that the project is to have.
        ours: the files as they stand there.
        changes: the changes.
    """
    found = {one.path: one for one in changes}
    manifest = found[NAME].after if NAME in found else ours.get(NAME)
    if new != "conda" or manifest is None:
        return list(changes)
    groups = parse(manifest.data.decode("utf-8-sig", "replace"), NAME).get("dependency-groups", {})
    known = {canonical(one) for one in groups} | {""}
    for path, file in ours.items():
        group = group_of(path) if is_environment(path) else ""
        kept = found.get(path) or Change(path=path, before=file, after=file)
        stays = kept.before == kept.after and not kept.notes
        if canonical(group) not in known and stays and _asks(path, file):
            note = f"it stays, and conda installs what it lists; {NAME} has no group {group}"
            found[path] = replace(kept, notes=(note,))
    return [found[path] for path in sorted(found)]


_UNNAMED = '[project]\nname = "unnamed"\n'


def _asks(path: str, file: File) -> bool:
    """Whether an environment file asks for Python packages, so that its group stood in a list."""
    text = file.data.decode(errors="replace")
    try:
        said = read(load_dialect("conda"), {NAME: _UNNAMED, path: text})
    except SeedbedError:
        return True
    return any(item.group for item in whole_of(said).dependencies)


def _texts(dialect: Dialect, files: Mapping[str, File | None]) -> dict[str, str]:
    return {
        path: file.data.decode(errors="replace")
        for path, file in files.items()
        if file and dialect.is_manifest(path)
    }
