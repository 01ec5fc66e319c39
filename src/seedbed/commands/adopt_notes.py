"""What `seedbed adopt` says of files that stay beside the manifest that counts."""

from __future__ import annotations

from seedbed.commands.adopting import packages_of, project_of
from seedbed.formats.tables import parse
from seedbed.importers.imported import Remark
from seedbed.importers.remarks import in_order
from seedbed.importers.unreadable import unreadable
from seedbed.importers.wording import listed
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.commands.adopting import Found
    from seedbed.host.project_files import ProjectFiles

_SHOWN = 6


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
    said += [Remark(path=path, text=_OUTSIDE) for path in sorted(files.outside)]
    return in_order(said, read)


_OUTSIDE = "It is a link that leads out of the project, so it wasn't read."


def beside(found: Found, others: Iterable[Found], files: ProjectFiles) -> list[str]:
    """What is to be said, each as a sentence or two.

    Args:
        found: the manifest that counts.
        others: those that don't.
        files: the folder's files.
    """
    said = [_of_script(found.path)] if found.is_script else []
    read = {NAME, *(found.imported.read if found.imported else ())}
    for other in others:
        if found.imported is None and other.path == NAME:
            continue  # its manager reads both
        own = [path for path in (other.imported.read if other.imported else ()) if path not in read]
        if len(own) > 1:
            text = f"{listed(own)} stay as they are; seedbed doesn't read them."
        else:
            text = f"{other.path} stays as it is; seedbed doesn't read it."
        if more := [*_only(found, other, files)]:
            rest = f", and {len(more) - _SHOWN} more" if len(more) > _SHOWN else ""
            who = "those files have" if len(own) > 1 else "that file has"
            text += f" Only {who}: {', '.join(more[:_SHOWN])}{rest}."
        said.append(text)
    return said


def _of_script(path: str) -> str:
    return (
        f"{path} keeps its block: `uv run {path}` goes on with the packages that the block lists, "
        "not with the project's. Remove the block if the project's are to count."
    )


def _only(found: Found, other: Found, files: ProjectFiles) -> Iterator[str]:
    """What a manifest has that the one that counts lacks, for people."""
    known = packages_of(found, files)
    yield from (text for name, text in packages_of(other, files).items() if name not in known)
    indexes = {one.url for one in project_of(found, files).indexes}
    mine = project_of(other, files).indexes
    yield from (f"the package index {one.url}" for one in mine if one.url not in indexes)
    if other.imported and not other.is_native:
        uv = parse(other.imported.files[NAME], NAME).get("tool", {}).get("uv", {})
        yield from (f"the constraint {one}" for one in uv.get("constraint-dependencies", []))
