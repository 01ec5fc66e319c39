"""What file system a path lies on: its kind, how it is mounted, and how much room it has."""

from __future__ import annotations

import os
import re

from seedbed.host.reading import standing
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TABLE = "/proc/self/mountinfo"
"""https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html"""
_NETWORK = frozenset(
    (
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "drvfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "orangefs",
        "panfs",
        "pvfs2",
        "smb2",
        "smb3",
        "smbfs",
        "wekafs",
    )
)
_NETWORK_IN_USER_SPACE = frozenset(
    ("ceph", "davfs2", "gcsfuse", "glusterfs", "gvfsd-fuse", "juicefs", "rclone", "s3fs", "sshfs")
)
"""What stands behind `fuse.` in the kind of a file system that a program serves."""
_WITHOUT_PERMISSIONS = frozenset(("exfat", "msdos", "vfat"))
"""What keeps no permission bits: files have those that it was mounted with."""
_PERHAPS_WITHOUT = frozenset(("9p", "drvfs", "fuseblk", "ntfs", "ntfs3", "prl_fs", "vboxsf"))
"""What may keep none, as `fuse.…` may, which their options don't always say."""
_OF_WINDOWS = frozenset(("cifs", "smb3"))
"""https://docs.kernel.org/admin-guide/cifs/usage.html"""
_KEEPING = frozenset(("cifsacl", "metadata", "modefromsid", "posix", "unix"))
"""Options by which it keeps them all the same."""


@record
class Mount:
    """A mounted file system.

    Attributes:
        point: the folder that it is mounted at.
        kind: its kind, such as `ext4` or `nfs4`.
        options: how it is mounted here, such as `rw` or `noexec`.
        own: the options of this kind of file system, such as `umask=022`.
    """

    point: str
    kind: str
    options: frozenset[str]
    own: frozenset[str] = frozenset()

    @property
    def is_network(self) -> bool:
        """Whether each access to a file may travel over a network, or out of a virtual machine."""
        served, _, program = self.kind.partition(".")
        return self.kind in _NETWORK or (served == "fuse" and program in _NETWORK_IN_USER_SPACE)

    def keeps_permissions(self, modes: Iterable[int]) -> bool:
        """Whether files have permission bits of their own; a network may leave that open.

        Args:
            modes: the bits of some files: if they're all the same, that decides where nothing else
                does.
        """
        # the options of Windows' folders in WSL may be one word, with semicolons
        own = {part for one in self.own for part in one.split(";")}
        if self.kind in _WITHOUT_PERMISSIONS:
            return False
        if own & _KEEPING:
            return True
        if self.kind in _OF_WINDOWS:
            return "nounix" not in own
        is_open = self.kind in _PERHAPS_WITHOUT or self.kind.startswith("fuse.")
        return not is_open or len({*modes}) != 1


@record
class Room:
    """How much a file system still takes from this user.

    Attributes:
        free: bytes that are left.
        size: bytes in all.
        free_files: files that can still be made; 0 where there is no such limit.
        files: files that fit in all; 0 where there is no such limit.
    """

    free: int
    size: int
    free_files: int = 0
    files: int = 0


def mount_of(path: str) -> Mount | None:
    """The file system of a path, or of where it would be made; None where nothing says (not Linux).

    Args:
        path: an absolute path, which may be missing.
    """
    try:
        found = standing(_TABLE, _LARGEST)
    except OSError:
        return None
    text = found.data.decode("utf-8", "surrogateescape") if found else ""
    return holding(os.path.realpath(path), text)


_LARGEST = 4 << 20


def keeps_permissions(path: str, modes: Iterable[int]) -> bool:
    """Whether files have permission bits of their own; where nothing says it, they do.

    Args:
        path: the folder that they are in, absolute.
        modes: the bits of some of them.
    """
    if os.name == "nt":
        return False
    mount = mount_of(path)
    return mount is None or mount.keeps_permissions(modes)


def holding(path: str, table: str) -> Mount | None:
    """The mount that a path lies on, by what the kernel's table says.

    Args:
        path: an absolute path without links.
        table: the text of `/proc/self/mountinfo`.
    """
    best: Mount | None = None
    for mount in _mounts(table):
        over = path == mount.point or path.startswith(mount.point.rstrip("/") + "/")
        # of two at the same point, the later one hides the earlier one
        if over and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best


def _mounts(table: str) -> Iterator[Mount]:
    for line in table.split("\n"):
        before, dash, after = line.partition(" - ")
        words, said = before.split(" "), after.split(" ")
        if dash and len(words) >= 6:
            yield Mount(
                point=_plain(words[4]),
                kind=said[0],
                options=frozenset(words[5].split(",")),
                own=frozenset(said[2].split(",") if len(said) > 2 else ()),
            )


def _plain(word: str) -> str:
    r"""A path without the escapes for blanks, such as `\040`."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), word)


def room_at(path: str) -> Room | None:
    """How much room there is where a path is, or would be made; None where nothing says.

    Args:
        path: an absolute path, which may be missing.
    """
    place = existing(path)
    try:
        if not hasattr(os, "statvfs"):
            import shutil

            usage = shutil.disk_usage(place)
            return Room(free=usage.free, size=usage.total)
        found = os.statvfs(place)
    except OSError:
        return None
    return Room(
        free=found.f_bavail * found.f_frsize,
        size=found.f_blocks * found.f_frsize,
        free_files=found.f_favail if found.f_files else 0,
        files=found.f_files,
    )


def same_file_system(one: str, other: str) -> bool:
    """Whether two paths, or the folders that they would be made in, lie on one file system.

    Where nothing can be told, they do.
    """
    try:
        return os.stat(existing(one)).st_dev == os.stat(existing(other)).st_dev
    except OSError:
        return True


def existing(path: str) -> str:
    """The path itself, or the nearest folder above it that exists."""
    while not os.path.exists(path) and os.path.dirname(path) != path:
        path = os.path.dirname(path)
    return path
