"""`seedbed verify` in environments of the real conda, where it is on PATH."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import conda_prefixes
import pytest
from conda_package import Package
from conda_prefixes import SITE, TAG, record_of, rewrite
from pixi_runs import Real, conda_with, real, served
from running import SEEDBED
from small_index import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCRIPT = "bin/.thorn-pre-unlink.sh"
PROVED = "3 packages are byte for byte what explicit.txt names (17 files).\n"


@pytest.fixture
def conda_here(tmp_path: Path) -> Iterator[tuple[Real, str]]:
    """Conda with empty caches, and the address of a channel."""
    found = real("conda", r"conda (\d+\.\d+\.\d+)", (24, 9))
    script = (SCRIPT, b"#!/bin/sh\n")
    Package("thorn", "1.0", HERE, files=[script]).write(tmp_path / "leaves")
    conda_prefixes.make_channel(tmp_path)
    (tmp_path / "home").mkdir()
    with served(tmp_path) as address:
        yield conda_with(address, found, tmp_path / "home"), address


def environment(conda: Real, address: str, root: Path, *more: str) -> Path:
    """An environment `.conda` beside the explicit file that it was made of."""
    channel = conda.home.parent / "leaves"
    wanted = ("python-", "sprout-1.0-0.", "leaf-", *more)
    archives = [one for one in sorted(channel.rglob("*.conda")) if one.name.startswith(wanted)]
    lines = [
        f"{address}/leaves/{one.relative_to(channel).as_posix()}"
        f"#sha256:{hashlib.sha256(one.read_bytes()).hexdigest()}"
        for one in archives
    ]
    root.mkdir()
    (root / "explicit.txt").write_text("@EXPLICIT\n" + "\n".join(lines) + "\n")
    conda.run("create", "--yes", "--quiet", "--prefix", str(root / ".conda"), *lines, cwd=root)
    return root


def said(conda: Real, root: Path, *arguments: str, status: int) -> str:
    """What `seedbed verify` says."""
    words = ("verify", "--lock", "explicit.txt", "--env", ".conda", *arguments)
    done = conda.let(*SEEDBED, *words, cwd=root, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_a_fresh_environment_is_proved(conda_here: tuple[Real, str], tmp_path: Path) -> None:
    root = environment(*conda_here, tmp_path / "one")
    compiled = root / ".conda" / SITE / "sprout" / "__pycache__" / f"__init__.{TAG}.pyc"
    assert compiled.exists()  # conda compiles what is for all machines
    assert said(conda_here[0], root, "--offline", status=0) == PROVED  # its cache has the archives
    assert said(conda_here[0], root, status=0) == PROVED


def test_what_a_script_wrote_after_it_was_linked(
    conda_here: tuple[Real, str], tmp_path: Path
) -> None:
    script = b'#!/bin/sh\necho cached > "$PREFIX/etc/bramble.cache"\n'
    path = "bin/.bramble-post-link.sh"
    package = Package("bramble", "1.0", HERE, files=[(path, script), ("etc/bramble", b"")])
    package.write(tmp_path / "leaves")
    root = environment(*conda_here, tmp_path / "one", "bramble-")
    assert (root / ".conda/etc/bramble.cache").read_text() == "cached\n"
    assert said(conda_here[0], root, status=1) == (
        ".conda/etc/bramble.cache belongs to no package.\n"
        "\n"
        "4 packages are byte for byte what explicit.txt names (19 files).\n"
        "1 difference.\n"
        "Note:\n"
        f"  Files that belong to no package may come from what conda ran: {path}.\n"
        "Next: seedbed verify --repair\n"
    )
    (root / ".conda/etc/bramble.cache").unlink()
    assert "Note:" not in said(conda_here[0], root, status=0)


def test_a_poisoned_cache_is_repaired(conda_here: tuple[Real, str], tmp_path: Path) -> None:
    conda, address = conda_here
    root = environment(conda, address, tmp_path / "one")
    # the cache has hard links to both
    rewrite(root / ".conda" / SITE / "sprout" / "__init__.py", b"1.0", b"1.1")
    rewrite(root / ".conda" / "bin" / "leaf", b"leaf", b"loaf")
    assert said(conda, root, status=1) == (
        ".conda/bin/leaf (leaf 2.0) was changed.\n"
        f".conda/{SITE}/sprout/__init__.py (sprout 1.0) was changed.\n"
        f".conda/{SITE}/sprout/__pycache__/__init__.{TAG}.pyc doesn't come from its source.\n"
        "\n"
        "1 package is byte for byte what explicit.txt names (4 files).\n"
        "3 differences.\n"
        "Next: seedbed verify --repair\n"
    )
    repaired = said(conda, root, "--repair", "--yes", status=0)
    assert "  remove from conda's cache, then install again as locked: leaf 2.0, sprout 1.0\n" in (
        repaired
    )
    assert repaired.endswith(PROVED)
    assert said(conda, environment(conda, address, tmp_path / "two"), status=0) == PROVED


def test_a_changed_script_of_a_package_does_not_run(
    conda_here: tuple[Real, str], tmp_path: Path
) -> None:
    root = environment(*conda_here, tmp_path / "one", "thorn-")
    place = root / ".conda" / SCRIPT
    place.unlink()  # which conda runs before it removes the package
    place.write_text(f"#!/bin/sh\ntouch {root}/run\n")
    place.chmod(0o755)
    other = root / ".conda" / "bin" / ".leaf-pre-unlink.sh"
    other.write_bytes(place.read_bytes())
    other.chmod(0o755)
    rewrite(root / ".conda" / "bin" / "leaf", b"leaf", b"loaf")
    alone = said(conda_here[0], root, "leaf", "--repair", "--yes", status=1)
    assert "error: Something else differs, too, and an installer may run it: bin/" in alone
    assert "leaf 2.0, thorn 1.0" in said(conda_here[0], root, "--repair", "--yes", status=0)
    assert not (root / "run").exists()
    assert place.read_text() == "#!/bin/sh\n"


def test_nothing_outside_is_removed(conda_here: tuple[Real, str], tmp_path: Path) -> None:
    root = environment(*conda_here, tmp_path / "one")
    (root / "precious").write_text("precious\n")
    place = record_of(root / ".conda", "leaf")
    found = json.loads(place.read_text())
    place.write_text(json.dumps({**found, "files": [*found["files"], "../precious"]}))
    rewrite(root / ".conda" / "bin" / "leaf", b"leaf", b"loaf")
    why = "lists '../precious', which leads out of it"
    assert why in said(conda_here[0], root, "--repair", "--yes", status=1)
    assert (root / "precious").read_text() == "precious\n"
