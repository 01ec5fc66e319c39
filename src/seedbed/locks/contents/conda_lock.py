"""What `conda-lock.yml` and explicit files list: https://conda.github.io/conda-lock/output/."""

from __future__ import annotations

import re

from seedbed.locks.contents import (
    CHANNEL,
    CONDA,
    GIT,
    INDEX,
    PYPI,
    Contents,
    DamagedError,
    Locked,
    Source,
    conda_url,
    table,
    tables,
    text,
)
from seedbed.locks.contents.addresses import origin
from seedbed.locks.contents.toml_lock import check_format, file_of
from seedbed.locks.contents.yaml_text import loads
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NEWEST = 1
_ALGORITHMS = {64: "sha256"}
"""What hash has so many digits; `conda list --explicit --sha256` doesn't say."""
_PLATFORM = re.compile(r"^# platform: *(\S+)", re.MULTILINE)
_EXPLICIT = re.compile(r"^([a-z][a-z0-9+.-]*://\S+|/\S+|\./\S+)$", re.MULTILINE)


def read(said: str, python_name: Callable[[str, str], str]) -> Contents:
    """What a lock lists.

    Args:
        said: its text.
        python_name: gives what a conda package with a build string is called on PyPI.

    Raises:
        DamagedError: when it cannot be read.
    """
    document = table(loads(said))
    check_format(document.get("version"), NEWEST)
    if not isinstance(document.get("package"), list):
        raise DamagedError("is damaged: it lists no packages")
    packages = [_locked(one, python_name) for one in tables(document.get("package"))]
    return Contents(format="conda-lock", packages=tuple(packages))


def _locked(package: dict[str, object], python_name: Callable[[str, str], str]) -> Locked:
    address = text(package.get("url"))
    name, version = text(package.get("name")), text(package.get("version"))
    hashes = table(package.get("hash")).items()
    needs = [one for one in table(package.get("dependencies")) if one and not one.startswith("__")]
    places = frozenset({("", text(package.get("platform")))})
    if package.get("manager") == "pip":
        return Locked(
            kind=PYPI,
            name=canonical(name),
            version=version,
            source=_pip_source(address),
            files=frozenset(
                (file_of({"url": address}), kind, text(one).lower()) for kind, one in hashes
            ),
            places=places,
            needs=tuple(map(canonical, needs)),
            addresses=frozenset((text(one).lower(), address) for _, one in hashes),
        )
    parts = conda_url.parse(address)
    return Locked(
        kind=CONDA,
        name=name.lower(),
        version=version,
        source=Source(kind=CHANNEL, address=parts.channel if parts else address),
        build=parts.build if parts else text(package.get("build")),
        files=frozenset(
            (parts.file if parts else address, kind, text(one).lower()) for kind, one in hashes
        ),
        places=places,
        needs=tuple(needs),
        python=python_name(name.lower(), parts.build if parts else ""),
        addresses=frozenset((text(one).lower(), address) for _, one in hashes),
    )


def _pip_source(address: str) -> Source:
    if address.startswith("git+"):
        return Source(kind=GIT, address=address.removeprefix("git+"))
    return Source(kind=INDEX, address=origin(address))


def read_explicit(said: str, python_name: Callable[[str, str], str]) -> Contents:
    """What a file with `@EXPLICIT` lists; it does not tell what requires what.

    Raises:
        DamagedError: when a line is no address of a package.
    """
    return Contents(format="explicit", packages=tuple(_explicit(said, python_name)))


def _explicit(said: str, python_name: Callable[[str, str], str]) -> Iterator[Locked]:
    platform = _PLATFORM.search(said)
    for number, line in enumerate(said.split("\n"), start=1):
        address = line.strip()
        if not address or address.startswith(("#", "@")):
            continue
        parts = conda_url.parse(address)
        if parts is None or not _EXPLICIT.fullmatch(address):
            raise DamagedError(f"has no address of a conda package in line {number}")
        digest = address.partition("#")[2]
        kind, colon, rest = digest.partition(":")
        hashed = (kind, rest) if colon else (_ALGORITHMS.get(len(digest), "md5"), digest)
        subdir = platform[1] if platform else parts.subdir
        yield Locked(
            kind=CONDA,
            name=parts.name,
            version=parts.version,
            source=Source(kind=CHANNEL, address=parts.channel),
            build=parts.build,
            files=frozenset({(parts.file, hashed[0], hashed[1].lower())} if digest else ()),
            places=frozenset({("", subdir)} if platform else ()),
            python=python_name(parts.name, parts.build),
            addresses=frozenset({(hashed[1].lower(), address)} if digest else ()),
        )
