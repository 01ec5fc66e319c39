"""Reads an environment whole: its files with their digests, and what is installed in it."""

from __future__ import annotations

import os

from seedbed.commands.verifying.layout import is_kept, layout_of
from seedbed.commands.verifying.recorded_sizes import RecordedSizes
from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.mounts import keeps_permissions
from seedbed.host.scanning import Reader, paths_in
from seedbed.model.found import FILE
from seedbed.model.record import record, replace
from seedbed.verify.conda_records import META, is_record
from seedbed.verify.distributions import distribution, folder_of
from seedbed.verify.settings import NAME, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from seedbed.model.found import Found
    from seedbed.verify.distributions import Distribution
    from seedbed.verify.values import Layout

_READ = frozenset(("WHEEL", "direct_url.json"))


@record
class Inside:
    """What an environment holds.

    Attributes:
        root: its folder, absolute, without links.
        kinds: all paths in it, with what they are.
        found: what stands at each of them.
        layout: where installers put what.
        settings: what `pyvenv.cfg` says.
        distributions: what is installed.
        conda: the names of the packages from conda channels.
        aliases: other absolute paths of the folder, through links, by which it was made.
        posix: whether files have permission bits.
        folders: the paths of all folders in it, with itself, as an empty text.
    """

    root: str
    kinds: Mapping[str, str]
    found: Mapping[str, Found]
    layout: Layout
    settings: Mapping[str, str]
    distributions: tuple[Distribution, ...] = ()
    conda: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()
    posix: bool = True
    folders: Sequence[str] = ()

    def text(self, path: str) -> str:
        """The text of a file that was kept; empty for any other."""
        one = self.found.get(path)
        return one.data.decode("utf-8", "replace") if one and one.data is not None else ""


def read_environment(root: str, cache: Callable[[], str], told: Callable[[int], None]) -> Inside:
    """Read an environment.

    Args:
        root: its folder, absolute, without links.
        cache: gives the folder of the manager's cache that its links may lead to.
        told: is called with the bytes that were read since the last call.

    Raises:
        SeedbedError: when it cannot be listed, or is no environment.
    """
    try:
        os.scandir(root).close()  # what can't be read isn't said to be no environment
        if not _is_environment(root):
            raise _no_environment(root)
        folders: list[str] = []
        kinds = paths_in(root, folders=folders)
    except OSError as error:
        raise SeedbedError(
            f"{error.filename or root} can't be read: {error.strerror}.",
            "Change its permissions.",
            code="unreadable",
            status=ENVIRONMENT,
        ) from None
    layout = layout_of(root, kinds)
    if layout is None:
        raise _no_environment(root)
    is_conda = any(map(is_record, kinds))

    def keep(path: str) -> bool:
        # conda's programs are many and large: the few that matter are read again
        is_program = path.startswith(f"{layout.scripts}/")
        return is_kept(path, layout) and not (is_conda and is_program)

    fits = RecordedSizes(root, kinds, layout).fits
    found = Reader(root, keep, cache, told, texts=NAME in kinds, fits=fits).read(kinds)
    settings = found.get(NAME)
    text = settings.data.decode("utf-8", "replace") if settings and settings.data else ""
    inside = Inside(root=root, kinds=kinds, found=found, layout=layout, settings=parse(text))
    posix = keeps_permissions(root, modes_of(found.values()))
    return replace(inside, distributions=_distributions(inside), posix=posix, folders=folders)


def modes_of(found: Iterable[Found]) -> Iterator[int]:
    """The permission bits of files, but for those that lie in a manager's cache."""
    return (one.mode for one in found if one.kind == FILE and not one.cached and not one.error)


def has_records(root: str) -> bool:
    """Whether an environment has records of conda packages."""
    try:
        return any(is_record(f"{META}/{name}") for name in os.listdir(os.path.join(root, META)))
    except OSError:
        return False


def has_changed(inside: Inside) -> bool:
    """Whether something changed the environment after it was read."""
    try:
        if inside.kinds.keys() != paths_in(inside.root).keys():
            return True
        return any(
            _state(os.stat(f"{inside.root}{os.sep}{path}", follow_symlinks=one.cached))
            != (one.mtime, one.size)
            for path, one in inside.found.items()
            if one.kind == FILE and not one.error
        )
    except OSError:
        return True


def _state(found: os.stat_result) -> tuple[int, int]:
    return found.st_mtime_ns, found.st_size


def _is_environment(root: str) -> bool:
    """Whether a folder may be an environment: other ones, such as `/`, can be endless."""
    usual = (NAME, META, os.path.join("Lib", "site-packages"))
    if any(os.path.lexists(os.path.join(root, one)) for one in usual):
        return True
    folder = os.path.join(root, "lib")
    try:
        return any(
            os.path.isdir(os.path.join(folder, name, "site-packages"))
            for name in os.listdir(folder)
            if name.startswith("python")
        )
    except OSError:
        return False


def _no_environment(root: str) -> SeedbedError:
    return SeedbedError(
        f"{root} isn't a Python environment: it has neither {NAME} nor packages.",
        "Name an environment with --env.",
        code="no-environment",
        status=ENVIRONMENT,
    )


def _distributions(inside: Inside) -> tuple[Distribution, ...]:
    texts: dict[str, dict[str, str]] = {}
    for path in inside.kinds:
        if folder := folder_of(path, inside.layout.site):
            texts.setdefault(folder, {})[path[len(folder) + 1 :]] = path
    found = []
    for folder, paths in texts.items():
        if one := distribution(
            folder, {name: inside.text(paths[name]) for name in _READ & paths.keys()}
        ):
            found.append(one)
    return tuple(sorted(found, key=lambda one: (one.name, one.version)))
