"""What the probes make of what a machine says: mounts, quotas, direnv, kernels, NixOS, caches."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from seedbed.checks.programs import PROGRAMS
from seedbed.host import kernels, mounts
from seedbed.host.direnv import Told, hooked_shell, understood
from seedbed.host.nixos import lacks_loader
from seedbed.host.quota import Quota, quotas_in
from seedbed.managers.caches import cache_of
from seedbed.render.system_packages import table

if TYPE_CHECKING:
    from pathlib import Path

# --- mounts -----------------------------------------------------------------------------------

TABLE = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
31 27 0:40 / /home rw,nosuid shared:7 master:2 - nfs4 server:/home rw,vers=4.2
32 27 0:41 / /mnt/my\\040disk rw,noexec - exfat /dev/sdb1 rw
33 31 0:42 / /home/ada/gone rw - ext4 /dev/old rw
34 31 0:43 / /home/ada/gone rw - fuse.sshfs other: rw
35 27 0:44 / /mnt/c rw,noatime - 9p C:\\134 rw,aname=drvfs
"""


@pytest.mark.parametrize(
    ("path", "point", "kind", "is_network"),
    [
        ("/", "/", "ext4", False),
        ("/srv/project", "/", "ext4", False),
        ("/homework", "/", "ext4", False),
        ("/home", "/home", "nfs4", True),
        ("/home/ada/project/.venv", "/home", "nfs4", True),
        ("/mnt/my disk/project", "/mnt/my disk", "exfat", False),
        ("/home/ada/gone/project", "/home/ada/gone", "fuse.sshfs", True),
        ("/mnt/c/Users/ada", "/mnt/c", "9p", True),
    ],
)
def test_the_mount_of_a_path(path: str, point: str, kind: str, is_network: bool) -> None:
    mount = mounts.holding(path, TABLE)
    assert mount is not None
    assert (mount.point, mount.kind, mount.is_network) == (point, kind, is_network)


ALL, SOME = (0o777, 0o777), (0o755, 0o644)


@pytest.mark.parametrize(
    ("mounted", "modes", "keeps"),
    [
        ("ext4 /dev/vda rw,discard", ALL, True),
        ("nfs4 server:/home rw", ALL, True),
        ("vfat /dev/sdb1 rw,fmask=0022", ALL, False),
        ("exfat /dev/sdb1 rw,fmask=0022", SOME, False),
        ("cifs //box/home rw,nounix,file_mode=0755", SOME, False),
        ("cifs //box/home rw,unix,posixpaths", ALL, True),
        ("smb3 //box/home rw,nounix,modefromsid", ALL, True),
        ("9p C:\\134 rw,aname=drvfs;path=C:\\134;uid=1000", ALL, False),
        ("9p C:\\134 rw,aname=drvfs;path=C:\\134;metadata;uid=1000", ALL, True),
        ("9p host rw,trans=virtio", SOME, True),
        ("drvfs C: rw", ALL, False),
        ("fuseblk /dev/sdc1 rw,user_id=0,allow_other", ALL, False),
        ("fuseblk /dev/sdc1 rw,user_id=0,allow_other", SOME, True),
        ("fuse.rclone box: rw", (0o644,), False),
        ("fuse.rclone box: rw", (), True),
    ],
)
def test_whether_files_have_permissions(mounted: str, modes: tuple[int, ...], keeps: bool) -> None:
    mount = mounts.holding("/mnt/x", f"1 0 0:1 / /mnt rw - {mounted}\n")
    assert mount is not None
    assert mount.keeps_permissions(modes) is keeps


def test_a_mount_tells_its_options() -> None:
    mount = mounts.holding("/mnt/my disk", TABLE)
    assert mount is not None
    assert mount.options == {"rw", "noexec"}


def test_a_mount_with_an_odd_name() -> None:
    mount = mounts.holding("/mnt/a\rb\x85c/x", "1 0 0:1 / /mnt/a\rb\x85c rw - vfat /dev/sdb1 rw\n")
    assert mount is not None
    assert mount.kind == "vfat"


def test_no_table_says_nothing() -> None:
    assert mounts.holding("/home", "") is None
    assert mounts.holding("/home", "garbage\n1 2 3 - ext4\n") is None


def test_what_is_missing_lies_where_it_would_be_made(tmp_path: Path) -> None:
    missing = tmp_path / "a" / "b"
    assert mounts.existing(str(missing)) == str(tmp_path)
    assert mounts.same_file_system(str(missing), str(tmp_path / "c"))
    room = mounts.room_at(str(missing))
    assert room is not None
    assert 0 < room.free <= room.size
    assert room.free_files <= room.files


# --- quotas -----------------------------------------------------------------------------------

QUOTAS = """\
Disk quotas for user ada (uid 1000):
     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace
          /home   98000  100000  110000       0   40000       0       0       0
/mnt/my scratch 110000* 100000  120000 1764312345  10*       9      12 1764312345
"""


def test_quotas_are_read() -> None:
    assert list(quotas_in(QUOTAS)) == [
        Quota(point="/home", used=98000 << 10, limit=100000 << 10, files=40000, most_files=0),
        Quota(
            point="/mnt/my scratch", used=110000 << 10, limit=100000 << 10, files=10, most_files=9
        ),
    ]
    assert list(quotas_in("Disk quotas for user ada (uid 1000): none\n")) == []


# --- direnv -----------------------------------------------------------------------------------

STATUS = """\
direnv exec path /usr/bin/direnv
DIRENV_CONFIG /home/ada/.config/direnv
Loaded RC path /other/.envrc
Loaded RC allowed {loaded}
Loaded RC allowPath
Found RC path /home/ada/a b/.envrc
Found watch: ".envrc" - 2026-11-28T04:39:05Z
Found RC allowed {found}
Found RC allowPath /home/ada/.local/share/direnv/allow/fa1f
"""


@pytest.mark.parametrize(
    ("loaded", "said", "permission"),
    [
        ("true", "false", "unasked"),
        ("false", "true", "allowed"),
        ("0", "1", "unasked"),
        ("1", "0", "allowed"),
        ("0", "2", "denied"),
        ("0", "something", ""),
    ],
)
def test_what_direnv_says(loaded: str, said: str, permission: str) -> None:
    assert understood(STATUS.format(loaded=loaded, found=said)) == Told(
        file="/home/ada/a b/.envrc",
        permission=permission,
        note="/home/ada/.local/share/direnv/allow/fa1f",
    )
    assert understood("No .envrc or .env loaded\nNo .envrc or .env found\n") == Told()


@pytest.mark.parametrize(
    ("notes", "folder", "expected"),
    [
        ([], ".", False),
        (["/home/ada/other/.envrc\n"], ".", False),
        (["/home/ada/other/.envrc\n", "/home/ada/p/.envrc\n"], ".", True),
        (["/home/ada/p/.envrc\n"], "gone", False),
    ],
)
def test_only_a_note_about_the_same_file_says_that_it_was_allowed(
    tmp_path: Path, notes: list[str], folder: str, expected: bool
) -> None:
    for number, text in enumerate(notes):
        (tmp_path / str(number)).write_text(text)
    told = Told(file="/home/ada/p/.envrc", note=str(tmp_path / folder / "new"))
    assert told.was_allowed is expected


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("bash", ".bashrc"),
        ("bash", ".bashrc.d/direnv.sh"),
        ("zsh", ".zshrc"),
        ("fish", ".config/fish/config.fish"),
        ("fish", ".config/fish/conf.d/direnv.fish"),
    ],
)
def test_a_hook_is_found_where_the_shell_reads_it(
    tmp_path: Path, shell: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    monkeypatch.delenv("DIRENV_DIR", raising=False)
    monkeypatch.delenv("ZDOTDIR", raising=False)
    assert hooked_shell(str(tmp_path)) == (shell, False)
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("eval direnv\n")
    assert hooked_shell(str(tmp_path)) == (shell, True)


def test_what_direnv_has_loaded_was_hooked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/bash")
    monkeypatch.setenv("DIRENV_DIR", "-/home/ada/p")
    assert hooked_shell(str(tmp_path)) == ("bash", True)
    monkeypatch.delenv("DIRENV_DIR")
    monkeypatch.setenv("SHELL", "/usr/bin/nu")
    assert hooked_shell(str(tmp_path)) == ("nu", True)


# --- kernels ----------------------------------------------------------------------------------


def test_kernels_are_read_and_broken_ones_left_out(tmp_path: Path) -> None:
    for name, text in {
        "one": json.dumps({"argv": ["/p/.venv/bin/python", "-m", "ipykernel_launcher"]}),
        "TWO": json.dumps({"argv": ["python3"]}),
        "three": "{",
        "four": json.dumps({"argv": []}),
        "five": "[]",
    }.items():
        folder = tmp_path / "kernels" / name
        folder.mkdir(parents=True)
        (folder / "kernel.json").write_text(text)
    (tmp_path / "kernels" / "six").mkdir()
    found = kernels.kernels_in([str(tmp_path), str(tmp_path / "gone")])
    assert [(one.name, one.program) for one in found] == [
        ("two", ""),
        ("one", "/p/.venv/bin/python"),
    ]


@pytest.mark.skipif(os.name == "nt", reason="the folders of Linux and macOS")
def test_where_jupyter_looks_for_kernels() -> None:
    folders = kernels.all_folders("/p/.venv", {"JUPYTER_PATH": "/x:/y", "JUPYTER_DATA_DIR": "/d"})
    assert folders[:4] == ["/x", "/y", "/d", "/p/.venv/share/jupyter"]
    assert kernels.user_folder({"HOME": "/h", "JUPYTER_DATA_DIR": ""}).startswith("/h/")


# --- NixOS ------------------------------------------------------------------------------------


def test_only_nixos_without_help_lacks_the_loader(tmp_path: Path) -> None:
    assert not lacks_loader(str(tmp_path))  # another Linux
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "NIXOS").touch()
    assert lacks_loader(str(tmp_path))
    (tmp_path / "lib64").mkdir()
    loader = tmp_path / "lib64" / "ld-linux-x86-64.so.2"
    loader.symlink_to("/nix/store/x-stub-ld-x86_64-unknown-linux-musl/bin/stub-ld")
    assert lacks_loader(str(tmp_path))
    loader.unlink()
    loader.symlink_to("/nix/store/x-nix-ld-2.0.4/libexec/nix-ld")
    assert not lacks_loader(str(tmp_path))


# --- caches and programs ----------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")
@pytest.mark.parametrize(
    ("manager", "variables", "settings", "folder"),
    [
        ("uv", {}, {}, "/h/.cache/uv"),
        ("uv", {"XDG_CACHE_HOME": "/c"}, {}, "/c/uv"),
        ("uv", {}, {"cache-dir": "/own"}, "/own"),
        ("uv", {"UV_CACHE_DIR": "/var"}, {"cache-dir": "/own"}, "/var"),
        ("uv", {"UV_LINK_MODE": "copy"}, {}, ""),
        ("uv", {}, {"link-mode": "symlink"}, ""),
        ("pixi", {}, {}, "/h/.cache/rattler/cache"),
        ("pixi", {"RATTLER_CACHE_DIR": "/r"}, {}, "/r"),
        ("pixi", {"RATTLER_CACHE_DIR": "/r", "PIXI_CACHE_DIR": "/p"}, {}, "/p"),
        ("conda", {}, {}, ""),
        ("conda", {"MAMBA_ROOT_PREFIX": "/m"}, {}, "/m/pkgs"),
        ("conda", {"CONDA_PKGS_DIRS": "/one,/two", "MAMBA_ROOT_PREFIX": "/m"}, {}, "/one"),
        ("poetry", {}, {}, ""),
        ("", {}, {}, ""),
    ],
)
def test_where_managers_keep_what_they_link(
    manager: str, variables: dict[str, str], settings: dict[str, str], folder: str
) -> None:
    assert cache_of(manager, variables, "/h", settings) == folder


def test_all_programs_belong_to_known_packages() -> None:
    assert set(PROGRAMS) <= set(table())
