"""What the address of a conda package says."""

from __future__ import annotations

import re

from seedbed.locks.contents.addresses import unquoted
from seedbed.model.record import record

TYPE_CHECKING = False

_FILE = re.compile(r"([^/\s]+)-([^-/\s]+)-([^-/\s]+?)(?:\.conda|\.tar\.bz2)$")
_OF_PYTHON = re.compile(r"^(?:pyh?[0-9a-f]*_|pyh|py[23]\d|.*_py[23]\d)")
"""How a build string begins, or goes on, that only packages for Python have."""


@record
class CondaUrl:
    """The parts of an address.

    Attributes:
        name: the package.
        version: its version.
        build: its build string.
        channel: the channel's address, without the platform.
        subdir: the platform, or `noarch`.
        file: the name of the file.
    """

    name: str
    version: str
    build: str
    channel: str
    subdir: str
    file: str


def parse(address: str) -> CondaUrl | None:
    """The parts of an address; None for one of no conda package."""
    folder, _, file = unquoted(address).rpartition("/")
    found = _FILE.fullmatch(file)
    if found is None:
        return None
    channel, _, subdir = folder.rpartition("/")
    return CondaUrl(
        name=found[1].lower(),
        version=found[2],
        build=found[3],
        channel=channel,
        subdir=subdir,
        file=file,
    )


def is_for_python(build: str) -> bool:
    """Whether a build string is one that only packages for Python have, as `py312h30b5a27_0`."""
    return bool(_OF_PYTHON.match(build))
