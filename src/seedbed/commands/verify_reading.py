"""Reads an environment whole: its files with their digests, and what is installed in it."""

from __future__ import annotations

import os
import re

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.scanning import Reader, paths_in
from seedbed.model.found import FILE
from seedbed.model.record import record, replace
from seedbed.verify.conda_records import META, TEXTS, is_record
from seedbed.verify.distributions import distribution, folder_of
from seedbed.verify.settings import NAME, parse
from seedbed.verify.values import Layout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seedbed.model.found import Found
    from seedbed.verify.distributions import Distribution

_READ = frozenset(("WHEEL", "direct_url.json"))
_SITE = re.compile(r"(lib/python(3\.\d+t?)/site-packages|Lib/site-packages)/")


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
    """

    root: str
    kinds: Mapping[str, str]
    found: Mapping[str, Found]
    layout: Layout
    settings: Mapping[str, str]
    distributions: tuple[Distribution, ...] = ()
    conda: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()

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
    if not _is_environment(root):
        raise _no_environment(root)
    try:
        kinds = paths_in(root)
    except OSError as error:
        raise SeedbedError(
            f"{error.filename or root} can't be read: {error.strerror}.",
            "Change its permissions.",
            code="unreadable",
            status=ENVIRONMENT,
        ) from None
    layout = _layout(root, kinds)
    is_conda = any(map(is_record, kinds))

    def keep(path: str) -> bool:
        # conda's programs are many and large: the few that matter are read again
        is_program = path.startswith(f"{layout.scripts}/")
        return _is_kept(path, layout) and not (is_conda and is_program)

    found = Reader(root, keep, cache, told, texts=NAME in kinds).read(kinds)
    settings = found.get(NAME)
    text = settings.data.decode("utf-8", "replace") if settings and settings.data else ""
    inside = Inside(root=root, kinds=kinds, found=found, layout=layout, settings=parse(text))
    return replace(inside, distributions=_distributions(inside))


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
            _state(os.stat(os.path.join(inside.root, path), follow_symlinks=one.cached))
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


def _layout(root: str, kinds: Mapping[str, str]) -> Layout:
    sites = {match[1]: match for path in kinds if (match := _SITE.match(path))}
    # where several are, that one which has most in it
    site = max(sites.values(), key=lambda one: _entries(root, one[1])) if sites else None
    if site is None and NAME not in kinds and not any(map(is_record, kinds)):
        raise _no_environment(root)
    windows = "Scripts/python.exe" in kinds or bool(site and site[1].startswith("Lib/"))
    version = (site[2] or "").rstrip("t") if site else ""
    return Layout(
        site=site[1] if site else "lib/python/site-packages",
        scripts="Scripts" if windows else "bin",
        headers=f"include/site/python{version}" if version else "Include",
        python=version,
    )


def _entries(root: str, folder: str) -> int:
    try:
        return len(os.listdir(os.path.join(root, folder)))
    except OSError:
        return 0


def _no_environment(root: str) -> SeedbedError:
    return SeedbedError(
        f"{root} is no Python environment: it has neither {NAME} nor packages.",
        "Name an environment with --env.",
        code="no-environment",
        status=ENVIRONMENT,
    )


def _is_kept(path: str, layout: Layout) -> bool:
    """Whether the bytes of a file are looked into: those of metadata, scripts, and settings."""
    if path.startswith(f"{layout.site}/"):
        inner = path[len(layout.site) + 1 :]
        folder, slash, name = inner.partition("/")
        if slash:
            return (
                folder.endswith(".dist-info") and "/" not in name and not name.startswith("LICENSE")
            )
        return inner.endswith(".pth")
    return path.startswith(f"{layout.scripts}/") or "/" not in path or path in TEXTS


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
