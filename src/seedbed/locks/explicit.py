"""The addresses and hashes of what `pixi.lock` and `conda-lock.yml` install on one platform. Pure.

Both are read by line: they may have 100,000 of them, and YAML takes seconds for those.
"""

from __future__ import annotations

import re

from seedbed.errors import SeedbedError
from seedbed.locks.pixi import lists_of
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

_SOUND = re.compile(r"[^\s#]+")
_MD5 = re.compile(r"[0-9a-f]{32}")


@record
class Entry:
    """A package of an explicit list.

    Attributes:
        name: its name; its address where the lock does not say.
        url: its address.
        md5: its hash, which all programs read.
        is_conda: whether it is a conda package.
    """

    name: str
    url: str
    md5: str = ""
    is_conda: bool = True

    @property
    def line(self) -> str:
        """The line of it.

        Raises:
            SeedbedError: for what would be something else: a lock may come from anywhere.
        """
        if not (_SOUND.fullmatch(self.url) and _MD5.fullmatch(self.md5) and "://" in self.url):
            raise SeedbedError(
                f"The lock cannot be exported: {self.name[:60]!a} has no address with an MD5 hash.",
                "Lock again, then export again.",
                code="lock-damaged",
            )
        return f"{self.url}#{self.md5}"


def of_pixi_lock(text: str, environment: str, subdir: str) -> list[Entry]:
    """What an environment has on a platform, but for the project itself.

    Args:
        text: what the lock holds.
        environment: the environment's name.
        subdir: the platform.

    Raises:
        SeedbedError: when the lock has two lists for that kind of machine.
    """
    lists = [addresses for name, addresses in lists_of(text, environment) if name == subdir]
    if len(lists) > 1:
        raise SeedbedError(
            f"pixi.lock has several platforms for {subdir} in the environment {environment!r}.",
            "Export the environment file of one: seedbed export --format environment "
            "--platform NAME",
            code="platforms-alike",
        )
    _, _, packages = text.rpartition("\npackages:\n")
    hashes = {}
    for part in re.split(r"^- conda: ", packages, flags=re.MULTILINE)[1:]:
        address, _, body = part.partition("\n")
        found = re.search(r"^  md5: (\S+)$", body, re.MULTILINE)
        hashes[address.strip()] = found[1] if found else ""
    return [
        Entry(
            name=address.rpartition("/")[2] or address,
            url=address,
            md5=hashes.get(address, ""),
            is_conda=kind == "conda",
        )
        for addresses in lists
        for kind, address in addresses
        if address not in {"./", "."}
    ]


def of_conda_lock(text: str, groups: Collection[str] | None, subdir: str) -> list[Entry]:
    """What the lock has for a platform.

    Args:
        text: what the lock holds.
        groups: the categories that are wanted; None for all.
        subdir: the platform.
    """
    _, _, packages = text.partition("\npackage:\n")
    found = []
    for part in re.split(r"^- ", packages, flags=re.MULTILINE)[1:]:
        body = f"  {part}"
        category = _value(body, "category") or "main"
        if _value(body, "platform") != subdir or (groups is not None and category not in groups):
            continue
        found.append(
            Entry(
                name=_value(body, "name"),
                url=_value(body, "url"),
                md5=_value(body, "  md5"),
                is_conda=_value(body, "manager") == "conda",
            )
        )
    return found


def _value(body: str, key: str) -> str:
    found = re.search(rf"^  {key}: (.+)$", body, re.MULTILINE)
    return found[1].strip().strip("'\"") if found else ""
