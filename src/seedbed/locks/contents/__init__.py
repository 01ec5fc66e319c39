"""What a lock lists, in the same terms for all managers. Pure."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

INDEX, CHANNEL, GIT, URL, PATH = "index", "channel", "git", "url", "path"
"""Where a package can come from."""
PYPI, CONDA = "pypi", "conda"


@record
class Source:
    """Where a package comes from.

    Attributes:
        kind: one of `index`, `channel`, `git`, `url`, and `path`.
        address: the index, the channel, the repository with its commit, the file, or the folder;
            empty for the index that the manager takes by default.
    """

    kind: str
    address: str = ""


@record
class Locked:
    """A package in a lock.

    Attributes:
        kind: `pypi` or `conda`: whose names and versions it has.
        name: its name, in its canonical form; of a conda package, as its channel has it.
        version: its version; empty where the lock has none, as for some folders.
        source: where it comes from.
        build: conda's build string.
        files: file name, algorithm, and hash of what may be installed; requirements files have no
            names of files.
        places: where it is installed: environment and platform. Empty for everywhere, or where
            only markers say so.
        markers: where it is installed, as PEP 508 writes it; empty for everywhere.
        needs: the names of the packages that it requires, of its own kind.
        python: what a conda package is called on PyPI; empty for one that is not known to be there.
        addresses: hashes of its files, each with where the lock says that the file is to be had: an
            address, or a path; none where it does not say.
    """

    kind: str
    name: str
    version: str
    source: Source
    build: str = ""
    files: frozenset[tuple[str, str, str]] = frozenset()
    places: frozenset[tuple[str, str]] = frozenset()
    markers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    python: str = ""
    addresses: frozenset[tuple[str, str]] = frozenset()

    @property
    def key(self) -> str:
        """What tells packages of both kinds apart."""
        return f"{self.kind}:{self.name}"


@record
class Contents:
    """What a lock lists.

    Attributes:
        format: one of `formats.FORMATS`.
        packages: the packages, without those of the project itself.
        asked: the names that the project itself asks for, as it writes them; None where the lock
            does not tell.
        remarks: what could not be compared, as sentences.
        own: the names of the project itself and of the members of its workspace, where the lock
            has them, without those that are never installed.
        folders: the folders of these, as the lock names them, by name.
    """

    format: str
    packages: tuple[Locked, ...]
    asked: frozenset[str] | None = None
    remarks: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    folders: Mapping[str, str] = {}

    @property
    def places(self) -> frozenset[tuple[str, str]]:
        """All places that it has packages for."""
        return frozenset(place for one in self.packages for place in one.places)


class DamagedError(ValueError):
    """A lock that cannot be read; its text is the rest of a sentence that begins with its name."""


def texts(value: object) -> list[str]:
    """The texts in a list; none for what is no list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def tables(value: object) -> list[dict[str, object]]:
    """The tables in a list; none for what is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def table(value: object) -> dict[str, object]:
    """A table; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """A text; an empty one for anything else."""
    return value if isinstance(value, str) else ""


def split_hash(said: object) -> tuple[str, str]:
    """The algorithm and the hash in `sha256:…`; both empty for anything else."""
    algorithm, colon, digest = text(said).strip().partition(":")
    return (algorithm.lower(), digest.lower()) if colon and digest else ("", "")
