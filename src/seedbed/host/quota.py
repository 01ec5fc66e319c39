"""How much of a user's quota is left: what `quota` says, where it is installed."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ARGUMENTS = ("--no-wrap", "--raw-grace", "--show-mntpoint", "--hide-device")
"""Options with which each file system is one line of nine words."""


@record
class Quota:
    """What a user may use of a file system; 0 where there is no limit.

    Attributes:
        point: where it is mounted.
        used: bytes in use.
        limit: bytes that may be in use; the soft limit, which may be exceeded for some days.
        files: files in use.
        most_files: files that may be in use.
    """

    point: str
    used: int
    limit: int
    files: int
    most_files: int


def quotas_in(said: str) -> Iterator[Quota]:
    """The quotas in the output of `quota` with `ARGUMENTS`.

    https://man7.org/linux/man-pages/man1/quota.1.html
    """
    for line in said.splitlines():
        words = line.split()
        numbers = [word.rstrip("*") for word in words[-8:]]
        if len(words) < 9 or not all(number.isdecimal() for number in numbers):
            continue
        used, soft, hard, _, files, soft_files, hard_files, _ = map(int, numbers)
        yield Quota(
            point=" ".join(words[:-8]),
            used=used << 10,
            limit=(soft or hard) << 10,
            files=files,
            most_files=soft_files or hard_files,
        )
