"""How a Nix build finds and downloads the files that poetry.lock names, from a real server."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from nix_runs import STUB, Nix
from pixi_runs import served
from places import ROOT
from running import environment

FILES = ROOT / "src" / "seedbed" / "data" / "layers" / "pairs" / "poetry+build" / "files" / ".nix"
WHEEL = "x_1-1.0+cpu-py3-none-any.whl"
PAGE = """\
<!DOCTYPE html>
<html><body>
<a id="none">x</a>
<a href="../../files/x_1-1.0+cpu-py3-none-any.whl.metadata">metadata</a>
<a href="../../files/x_1-1.0%2Bcpu-py3-none-any.whl?a=1&amp;b=2#sha256=0123" data-x="">the wheel</a>
<a href="https://files.example/a/x_1-1.0.tar.gz#sha256=4567">x_1-1.0.tar.gz</a>
</body></html>
"""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A folder with an index that has one package, and its wheel."""
    (tmp_path / "simple" / "x-1").mkdir(parents=True)
    (tmp_path / "simple" / "x-1" / "index.html").write_text(PAGE)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / WHEEL).write_bytes(b"a wheel")
    return tmp_path


def ask(index: str, package: str, file: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Ask for the address of a file."""
    return subprocess.run(
        [sys.executable, FILES / "address.py", index, package, file],
        capture_output=True, text=True, env=environment(**variables), check=False,
    )  # fmt: skip


def test_the_address_of_a_file_is_the_one_on_the_page(index: Path) -> None:
    with served(index) as address:
        wheel = ask(f"{address}/simple", "x-1", WHEEL)
        archive = ask(f"{address}/simple/", "x-1", "x_1-1.0.tar.gz")
        by_default = ask("default", "x-1", WHEEL, PIP_INDEX_URL=f"{address}/simple")
    expected = f"{address}/files/x_1-1.0%2Bcpu-py3-none-any.whl?a=1&b=2\n"
    assert (wheel.stdout, wheel.stderr) == (expected, "")
    assert archive.stdout == "https://files.example/a/x_1-1.0.tar.gz\n"
    assert by_default.stdout == expected


def test_without_a_page_or_a_file_it_says_so(index: Path) -> None:
    with served(index) as address:
        no_file = ask(f"{address}/simple", "x-1", "x_1-2.0.tar.gz")
        no_page = ask(f"{address}/simple", "y", WHEEL)
    no_server = ask(f"{address}/simple", "x-1", WHEEL)
    page = f"{address}/simple/x-1/"
    assert no_file.stderr == f"{page} has no file x_1-2.0.tar.gz\n"
    assert no_page.stderr.startswith(f"cannot read {address}/simple/y/: HTTP Error 404")
    assert no_server.stderr.startswith(f"cannot read {page}: ")
    assert {done.returncode for done in (no_file, no_page, no_server)} == {1}
    assert no_file.stdout == no_page.stdout == no_server.stdout == ""


@pytest.mark.parametrize("right", [True, False])
def test_nix_takes_only_the_file_whose_hash_is_in_the_lock(
    nix: Nix, index: Path, right: bool
) -> None:
    digest = sha256(b"a wheel" if right else b"another wheel").hexdigest()
    # this machine's programs, in the place of those of nixpkgs
    python = f"mkdir -p $out/bin; ln -s {sys.executable} $out/bin/python3"
    programs = (
        "{ cacert = pkgs.cacert; curl = pkgs.cacert; python3 = {"
        f' outPath = pkgs.runCommand "python" {{ }} "{python}";'
        " pkgs.pip = pkgs.cacert; }; }"
    )
    with served(index) as address:
        url = f"index+{address}/simple/x-1/{WHEEL}"
        done = nix.run(
            "build", "--impure", "--no-link", "--json", "--expr",
            f"let pkgs = import {STUB} {{ }}; in import {FILES}/fetch.nix {{ lib = pkgs.lib;"
            f" pkgs = pkgs // {{ buildPackages = {programs}; }}; }}"
            f' {{ url = "{url}"; hash = "sha256:{digest}"; }}',
            cwd=index, check=False,
        )  # fmt: skip
    if right:
        assert done.returncode == 0, done.stderr
        (made,) = Path(nix.variables["NIX_STORE_DIR"]).glob(f"*-{WHEEL}")
        assert made.read_bytes() == b"a wheel"
    else:
        assert done.returncode != 0
        assert "hash mismatch" in done.stderr
