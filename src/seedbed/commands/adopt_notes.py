"""What `seedbed adopt` says of files that stay beside the manifest that counts."""

from __future__ import annotations

from seedbed.commands.agreeing import (
    difference,
    includes,
    packages_of,
    project_of,
    settled_by,
)
from seedbed.formats.tables import parse
from seedbed.importers.imported import Remark
from seedbed.importers.remarks import in_order
from seedbed.importers.unreadable import unreadable
from seedbed.importers.wording import listed
from seedbed.managers.base import MANAGERS
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.commands.agreeing import Difference
    from seedbed.commands.found import Found
    from seedbed.host.project_files import ProjectFiles

_SHOWN = 6
_VERSION = ".python-version"


def remarks(
    found: Found, files: ProjectFiles, more: Iterable[Remark], *, anew: bool
) -> tuple[Remark, ...]:
    """What was not understood or carried over, by files and lines.

    Args:
        found: the manifest that counts.
        files: the folder's files.
        more: what is said of others.
        anew: whether seedbed writes the manifest in its own form.
    """
    said = [one for one in found.imported.remarks if anew or not one.anew] if found.imported else []
    read = found.imported.read if found.imported else (NAME,)
    if NAME in read and NAME in files:
        said += unreadable(files[NAME])
    said += more
    odd = files.odd()
    said += [
        Remark(path=one, text=f"It is {what}, so it wasn't read.") for one, what in odd.items()
    ]
    said += [Remark(path=path, text=_OUTSIDE) for path in sorted(files.outside - odd.keys())]
    return in_order(said, read)


_OUTSIDE = "It is a link that leads out of the project, so it wasn't read."


def beside(found: Found, others: Iterable[Found], files: ProjectFiles, manager: str) -> list[str]:
    """What is to be said, each as a sentence or two.

    Args:
        found: the manifest that counts.
        others: those that don't.
        files: the folder's files.
        manager: the manager that the project is to have.
    """
    said = [_of_script(found.path)] if found.is_script else []
    read = {NAME, *(found.imported.read if found.imported else ())}
    for other in others:
        if includes(found, other):
            continue
        unlike = difference(found, other, files)
        if other.path == NAME:
            text = _of_pyproject(found, unlike, switches=manager != found.manager)
            own = [NAME]
        else:
            paths = other.imported.read if other.imported else ()
            own = [path for path in paths if path not in read]
            text = _of_other(other, own)
            if lock := settled_by(found, other, unlike, files):
                text += f" {lock} says that {found.path} counts."
        more = [*_differences(other, own, unlike)]
        if text or more:
            said.append(" ".join(filter(None, (text, *more))))
    if _VERSION in files and MANAGERS[manager].uses_channels:
        python = project_of(found, files).python
        takes = f" The project supports Python {python}." if python else ""
        title = MANAGERS[manager].title
        said.append(f"{_VERSION} stays as it is; {title} doesn't read it.{takes}")
    return said


def _of_pyproject(found: Found, unlike: Difference, *, switches: bool) -> str:
    """What is said of `pyproject.toml` beside a file that its manager reads first."""
    if found.manager == "pixi":
        if switches:
            return f"Pixi read {found.path}, not {NAME}. From now on, both count."
        return (
            f"Pixi reads {found.path}, not {NAME}. seedbed adds its table to {NAME}, and reads the "
            "rest of it only when you switch to another manager."
        )
    if not (unlike.only[1] or _ranges(unlike)):
        return ""
    if switches:
        how = f"conda installed what {found.path} has; from now on"
    else:
        how = f"conda installs what {found.path} has; after a switch to another manager"
    return f"{how}, {NAME} counts where they differ."


def _of_other(other: Found, own: list[str]) -> str:
    if len(own) > 1:
        return f"{listed(own)} stay as they are; seedbed doesn't read them."
    return f"{other.path} stays as it is; seedbed doesn't read it."


def _differences(other: Found, own: list[str], unlike: Difference) -> Iterator[str]:
    """What is said of what another manifest has and the one that counts hasn't."""
    who, they = ("those files have", "They ask") if len(own) > 1 else ("that file has", "It asks")
    if other.path == NAME:
        who, they = f"{NAME} has", "It asks"
    if more := [*_only(other, unlike)]:
        yield f"Only {who}: {_some(more)}."
    if more := [f"{two} instead of {one}" for one, two in _ranges(unlike)]:
        yield f"{they} for {_some(more)}."


def _ranges(unlike: Difference) -> list[tuple[str, str]]:
    """Ranges that differ: what counts, and what the other manifest has."""
    return [*unlike.apart.values(), *unlike.unlike.values()]


def _some(texts: list[str]) -> str:
    rest = f", and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return f"{', '.join(texts[:_SHOWN])}{rest}"


def _of_script(path: str) -> str:
    return (
        f"{path} keeps its block: `uv run {path}` goes on with the packages that the block lists, "
        "not with the project's. Remove the block if the project's are to count."
    )


def _only(other: Found, unlike: Difference) -> Iterator[str]:
    """What a manifest has that the one that counts lacks, for people."""
    mine, theirs = unlike.projects
    known = packages_of(mine)
    yield from (text for name, text in packages_of(theirs).items() if name not in known)
    indexes = {one.url for one in mine.indexes}
    yield from (f"the package index {one.url}" for one in theirs.indexes if one.url not in indexes)
    if other.imported and not other.is_native:
        uv = parse(other.imported.files[NAME], NAME).get("tool", {}).get("uv", {})
        yield from (f"the constraint {one}" for one in uv.get("constraint-dependencies", []))
