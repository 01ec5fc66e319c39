"""What `pixi install` puts into one environment, from `pixi.lock` alone. Pure.

The lock has a list for each platform. Those are put together here: what is not on all of them gets
a marker. The wheels are those that Pixi chose, for one version of Python.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from seedbed.errors import SeedbedError
from seedbed.locks.extras import any_of
from seedbed.locks.pinned import Artifact, Pinned
from seedbed.locks.pixi import lists_of
from seedbed.model.machine import MARKERS
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OF_PYTHON = ("python", "pip", "python_abi")
"""The conda packages that belong to Python itself, with all that they need."""
_SHOWN = 4
_CONDA = re.compile(r"/([^/]+)-([^-/]+)-([^-/]+)\.(?:conda|tar\.bz2)$")


@record
class Exported:
    """What an environment of a lock installs.

    Attributes:
        packages: those from package indexes, and code in folders.
        indexes: the addresses of the package indexes that it names.
        python: the range of Python versions that the wheels are for; empty where that differs.
    """

    packages: tuple[Pinned, ...]
    indexes: tuple[str, ...]
    python: str


def exported(text: str, environment: str) -> Exported:
    """The packages of an environment, but for the project itself.

    Args:
        text: what the lock holds.
        environment: the environment's name.

    Raises:
        SeedbedError: when conda packages other than Python belong to it, or it has two lists for
            one kind of machine.
    """
    lists = lists_of(text, environment)
    if not lists:
        raise SeedbedError(
            f"pixi.lock has no environment {environment!r}.",
            "Run 'seedbed sync', then export again.",
            code="no-such-environment",
        )
    subdirs = [subdir for subdir, _ in lists]
    known = _packages(text)
    _check_conda(lists, known, environment)
    _check_platforms(subdirs, environment)
    places: dict[str, list[str]] = {}
    for subdir, addresses in lists:
        for kind, address in addresses:
            if kind == "pypi" and address not in {"./", "."}:
                places.setdefault(address, []).append(subdir)
    packages = _merged(places, known, subdirs)
    pythons = {
        found[2].rpartition(".")[0]
        for _, addresses in lists
        for kind, address in addresses
        if kind == "conda" and (found := _CONDA.search(address)) and found[1] == "python"
    }
    python = f"=={pythons.pop()}.*" if len(pythons) == 1 else ""
    indexes = dict.fromkeys(file.index for one in packages for file in one.files if file.index)
    return Exported(packages=packages, indexes=tuple(indexes), python=python)


def _merged(
    places: Mapping[str, Sequence[str]], known: Mapping[str, _Known], subdirs: Sequence[str]
) -> tuple[Pinned, ...]:
    """The packages: the files of one version on several platforms belong to one of them."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for address in places:
        one = known.get(address, _Known())
        is_file = "://" in address
        name = one.name or address
        alike.setdefault((name, one.version, "" if is_file else address), []).append(address)
    found = []
    for (name, version, folder), addresses in sorted(alike.items()):
        there = {subdir for address in addresses for subdir in places[address]}
        marker = "" if there == set(subdirs) else any_of([MARKERS[one] for one in sorted(there)])
        found.append(_pinned(name, version, folder, addresses, known, marker))
    return tuple(found)


def _pinned(
    name: str,
    version: str,
    folder: str,
    addresses: Sequence[str],
    known: Mapping[str, _Known],
    marker: str,
) -> Pinned:
    if folder:
        digest = known[folder].sha256 if folder in known and _is_archive(folder) else ""
        return Pinned(
            name=name,
            marker=marker,
            folder=folder,
            editable=not _is_archive(folder),
            hashes=(f"sha256:{digest}",) if digest else (),
        )
    if addresses[0].startswith("git+"):
        return Pinned(name=name, version=version, marker=marker, address=_repository(addresses[0]))
    files = tuple(
        Artifact(url=url, hashes=(f"sha256:{known[url].sha256}",), index=known[url].index)
        for url in addresses
        if url in known and known[url].sha256
    )
    hashes = tuple(sorted({digest for file in files for digest in file.hashes}))
    if not version:
        return Pinned(name=name, marker=marker, hashes=hashes, address=addresses[0], files=files)
    return Pinned(name=name, version=version, marker=marker, hashes=hashes, files=files)


def _is_archive(path: str) -> bool:
    return path.endswith((".whl", ".tar.gz", ".zip"))


def _repository(address: str) -> str:
    """Pixi's address of a commit, `git+URL?rev=NAME#COMMIT`, as requirements have it."""
    place, _, commit = address.partition("#")
    place, _, query = place.partition("?")
    folder = re.search(r"(?:^|&)subdirectory=([^&]+)", query)
    more = f"#subdirectory={folder[1]}" if folder else ""
    return f"{place}@{commit}{more}"


# --- what the lock says of each package ----------------------------------------------------------


@record
class _Known:
    name: str = ""
    version: str = ""
    sha256: str = ""
    index: str = ""
    depends: tuple[str, ...] = ()


def _packages(text: str) -> dict[str, _Known]:
    """What the lock says of each package, by its address."""
    _, _, rest = text.rpartition("\npackages:\n")
    found = {}
    for part in re.split(r"^- ", rest, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        address = head.partition(": ")[2].strip()
        depends = re.search(r"^  depends:\n((?:  - .*\n?)*)", body, re.MULTILINE)
        found[address] = _Known(
            name=_value(body, "name"),
            version=_value(body, "version"),
            sha256=_value(body, "sha256"),
            index=_value(body, "index"),
            depends=tuple(
                line[4:].strip("'\" ").partition(" ")[0]
                for line in (depends[1] if depends else "").splitlines()
            ),
        )
    return found


def _value(body: str, key: str) -> str:
    found = re.search(rf"^  {key}: (.+)$", body, re.MULTILINE)
    return found[1].strip().strip("'\"") if found else ""


def _check_conda(
    lists: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    known: Mapping[str, _Known],
    environment: str,
) -> None:
    """Refuse an environment for which a package index does not have all."""
    odd: set[str] = set()
    for _, addresses in lists:
        needs: dict[str, tuple[str, ...]] = {}
        for kind, address in addresses:
            found = _CONDA.search(unquote(address)) if kind == "conda" else None
            if found:
                needs[found[1]] = known.get(address, _Known()).depends
            elif kind == "conda":
                odd.add(address)
        waiting, of_python = list(_OF_PYTHON), set()
        while waiting:
            name = waiting.pop()
            if name not in of_python:
                of_python.add(name)
                waiting += needs.get(name, ())
        odd |= needs.keys() - of_python
    if not odd:
        return
    names = sorted(odd)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    raise SeedbedError(
        f"The environment {environment!r} has conda packages, which no package index has in this "
        f"form: {', '.join(names[:_SHOWN])}{more}.",
        "Export it for conda: seedbed export --format environment",
        code="conda-packages",
    )


def _check_platforms(subdirs: Sequence[str], environment: str) -> None:
    twice = sorted({one for one in subdirs if subdirs.count(one) > 1})
    if twice:
        raise SeedbedError(
            f"pixi.lock has several platforms for {twice[0]} in the environment {environment!r}, "
            "and no marker of a requirement tells them apart.",
            "Export it for conda: seedbed export --format environment --platform NAME",
            code="platforms-alike",
        )
    for one in subdirs:
        if one not in MARKERS:
            raise SeedbedError(
                f"pixi.lock has the platform {one}, which requirements have no name for.",
                "Export it for conda: seedbed export --format environment",
                code="platforms-alike",
            )
