"""The environment files of a project: its own, and those that add to it; pure."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats.toml_edit.edit import CannotEditError
from seedbed.importers.environment_names import is_certain, places
from seedbed.importers.environment_pip import settled
from seedbed.importers.environment_said import Lines
from seedbed.importers.imported import Remark
from seedbed.importers.secrets import stripped
from seedbed.managers.conda import yaml
from seedbed.managers.conda.environments import edit_text
from seedbed.managers.shared import specs
from seedbed.managers.shared.environment_files import MAIN, is_environment
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.importers.environment_names import Place
    from seedbed.importers.environment_pip import Told

    Files = Mapping[str, str]
    Said = Mapping[str, Any]

_LARGEST = 1_000_000
"""Characters: no environment file is that long, and YAML takes its time."""


@record
class Environment:
    """One environment file.

    Attributes:
        path: the file.
        target: where seedbed has it: `environment.yml`, or the file of a group.
        text: its text there.
        given: its text until now.
        said: what it said.
        lines: its lines.
        remarks: what was changed.
        told: the items that these are about.
        lists: the lists of requirements that it takes in.
    """

    path: str
    target: str
    text: str
    given: str
    said: Said
    lines: Lines
    remarks: tuple[Remark, ...] = ()
    told: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


def environments(files: Files) -> tuple[list[Environment], list[Remark]]:
    """The environment files of a project, its own first, and what is said of the others.

    Raises:
        SeedbedError: for `environment.yml` that is no YAML.
    """
    found: list[Environment] = []
    remarks: list[Remark] = []
    for place in places(files):
        text, secrets = stripped(place.path, files[place.path], "conda")
        try:
            said = _said(place, text)
        except SeedbedError as error:
            if not found and is_certain(place.path):
                raise
            if error.code != "bad-manifest":  # a list, say, is no environment file of conda's
                said_so = f"It was not read: {error.message}"
                remarks.append(Remark(path=place.path, text=said_so))
            continue
        if said is None:
            continue
        target = place.target if found else MAIN
        why = _apart(place, said, found) if found else ""
        if why:
            remarks.append(Remark(path=place.path, text=why))
            continue
        found.append(_environment(place.path, target, text, said, files, secrets))
    return found, remarks


def _said(place: Place, text: str) -> Said | None:
    """What a file says; None for one that is no environment file, whatever it is called.

    Raises:
        SeedbedError: when it is too long, or no YAML.
    """
    if len(text) > _LARGEST:
        raise SeedbedError(
            f"{place.path} is larger than 1 MB, which no environment file is.",
            "Remove what does not belong there, then run the same command again.",
            code="too-large",
        )
    said = yaml.loads(text, place.path)
    return said if is_certain(place.path) or isinstance(said.get("dependencies"), list) else None


def _apart(place: Place, said: Said, found: list[Environment]) -> str:
    """Why a file is no group beside the project's own; empty for one that is.

    Args:
        place: the file.
        said: what it says.
        found: the files before it.
    """
    main = found[0]
    other = _contradiction(main.said, said)
    known = place.target and place.target not in {one.target for one in found}
    if known and not (place.is_variant or other):
        return ""
    why = f"It asks for a different version of {other} than {main.path}" if other else ""
    why = why or f"Beside {main.path}, it is an environment of its own"
    if is_environment(place.path):
        return (
            f"{why}, but seedbed would install the two as one: give it another name, such as "
            f"{place.rest}.yml."
        )
    return f"{why}: it stays, and seedbed doesn't read it."


def _contradiction(one: Said, other: Said) -> str:
    """A conda package of which two files ask for different versions; empty for none."""
    first, second = dict(_specs(one)), dict(_specs(other))
    for name in sorted(first.keys() & second.keys()):
        if first[name] and second[name] and not specs.same(first[name], second[name]):
            return name
    return ""


def _specs(said: Said) -> Iterator[tuple[str, str]]:
    given = said.get("dependencies")
    for item in given if isinstance(given, list) else ():
        package = specs.parse(item) if isinstance(item, str) else None
        if package:
            yield package.name, package.spec


def _environment(
    path: str, target: str, text: str, said: Said, files: Files, remarks: list[Remark]
) -> Environment:
    """A file with what seedbed reads in other words, in these.

    Args:
        path: the file.
        target: where seedbed has it.
        text: its text.
        said: what that says.
        files: the project's files.
        remarks: what was changed until now.
    """
    given, lines = text, Lines(text)
    wanted, told = _wanted(said, files)
    if target == MAIN and not said.get("channels"):
        wanted["channels"] = ["defaults"]
        remarks.append(
            Remark(
                path=path,
                text="It names no channels: seedbed takes that for defaults, as conda does.",
            )
        )
    if wanted != said:
        try:
            text = edit_text(path, text, said, wanted)
        except CannotEditError:
            remarks.append(Remark(path=path, text=_NOT_EDITED))
            told = []
    remarks += [Remark(path=path, text=one.text, line=lines.of(one.item)) for one in told]
    return Environment(
        path=path,
        target=target,
        text=text,
        given=given,
        said=said,
        lines=lines,
        remarks=tuple(remarks),
        told=tuple(one.item for one in told),
        lists=tuple(one.path for one in told if one.path),
    )


_NOT_EDITED = "This file stays as it is, because seedbed can't edit a list on one line."


def _wanted(said: Said, files: Files) -> tuple[dict[str, Any], list[Told]]:
    """What a file is to say, and what became of its lines for pip."""
    given = said.get("dependencies")
    told: list[Told] = []
    items: list[Any] = []
    for item in given if isinstance(given, list) else ():
        match item:
            case {"pip": [*asked], **rest} if not rest:
                asked, more = settled(asked, files)
                told += more
                items.append({"pip": asked})
            case _:
                items.append(item)
    return {**said, "dependencies": items} if told else dict(said), told
