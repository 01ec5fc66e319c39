"""What Nix files take from nixpkgs, as far as that can be told without evaluating them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping

import pytest
from places import FIXTURES

from seedbed.errors import SeedbedError
from seedbed.importers.flakes import LONGEST, Found, packages, packages_of
from seedbed.importers.imported import Remark
from seedbed.importers.nix_names import system_packages
from seedbed.importers.recognized import recognized
from seedbed.render.system_packages import table

FLAKES = FIXTURES / "adopted" / "flakes"

EXPECTED = tomllib.loads((FLAKES / "expected.toml").read_text(encoding="utf-8"))
"""By the file: its `attributes`, and its `remarks` with their lines."""


def test_every_fixture_is_expected() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in FLAKES.glob("*.nix"))


@pytest.mark.parametrize("name", EXPECTED)
def test_packages_and_remarks(name: str) -> None:
    path = f"{name}.nix"
    found = packages_of(path, (FLAKES / path).read_text(encoding="utf-8"))
    assert list(found.attributes) == EXPECTED[name]["attributes"]
    remarks = [f"{remark.line}: {remark.text}" for remark in found.remarks]
    assert remarks == EXPECTED[name]["remarks"]
    assert {remark.path for remark in found.remarks} <= {path}


SHORT: dict[str, tuple[str, ...]] = {
    "{ pkgs, ... }: { packages = [ pkgs.git ]; }": ("git",),
    "{ pkgs }: { packages = { default = pkgs.git; }; }": (),
    "{ pkgs }: { packages = pkgs.lib.mapAttrs f { }; }": (),
    "{ pkgs }: { systemPackages = [ pkgs.git ]; }": (),
    "{ pkgs }: let packages = packages; in { inherit packages; }": (),
    "{ pkgs }: let a = b; b = a; in { buildInputs = [ a ] ++ b; }": (),
    "{ pkgs }: { buildInputs = let z = pkgs.zlib; in [ z ]; }": ("zlib",),
    "{ pkgs }: { buildInputs = with pkgs; with pkgs.lib; [ zlib ]; }": ("zlib",),
    "{ pkgs, mine }: { buildInputs = with pkgs; with mine; [ zlib ]; }": (),
    "{ pkgs }: { buildInputs = with pkgs.python3Packages; [ numpy ]; }": ("python3Packages.numpy",),
    "{ pkgs, zlib }: { buildInputs = with pkgs; [ zlib ]; }": (),
    "{ mkShell, zlib, jq ? null }: mkShell { packages = [ zlib jq ]; }": ("zlib",),
    "with import <nixpkgs> { }; mkShell { buildInputs = [ zlib ]; }": ("zlib",),
    "{ x = (import nixpkgs { }).lib.makeBinPath [ nixpkgs.jq ]; }": ("jq",),
    '{ pkgs, v }: { buildInputs = [ pkgs.${v} pkgs."a-b" pkgs.x."${v}" ]; }': ("a-b",),
    "{ pkgs }: let l = [ pkgs.jq ]; in rec { inherit l; buildInputs = l; }": ("jq",),
    "": (),
}


@pytest.mark.parametrize("text", SHORT)
def test_short_texts(text: str) -> None:
    assert packages_of("shell.nix", text).attributes == SHORT[text]


def test_each_file_has_its_own_packages() -> None:
    files = {
        "shell.nix": "{ pkgs }: { packages = [ pkgs.jq ]; }",
        "default.nix": "{ pkgs }: { packages = [ pkgs.git ]; }",
        "flake.nix": "{ }",
    }
    assert packages(files) == {"flake.nix": Found(), "shell.nix": Found(attributes=("jq",))}


class Unreadable(Mapping[str, str]):
    """A file that is no text."""

    def __contains__(self, path: object) -> bool:
        return path == "shell.nix"

    def __iter__(self) -> Iterator[str]:
        return iter(["shell.nix"])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, path: str) -> str:
        if path not in list(self):
            raise KeyError(path)
        raise SeedbedError(f"{path} is not text.", "", code="not-utf8")


def test_what_is_no_text_is_told() -> None:
    files = Unreadable()
    text = "This file can't be read as text, so seedbed took no packages from it."
    assert packages(files) == {"shell.nix": Found(remarks=(Remark(path="shell.nix", text=text),))}
    assert recognized(files) is None


def test_what_is_too_long_is_told() -> None:
    text = "This file has more than 300,000 characters, so seedbed didn't read it."
    remark = Remark(path="flake.nix", text=text)
    assert packages_of("flake.nix", " " * (LONGEST + 1)) == Found(remarks=(remark,))


def test_no_overlays_are_not_told() -> None:
    text = "let pkgs = import nixpkgs { overlays = [ ]; }; in { packages = [ pkgs.jq ]; }"
    assert packages_of("flake.nix", text) == Found(attributes=("jq",))


def test_many_names_are_cut() -> None:
    names = " ".join(f"p{count}" for count in range(20))
    text = f"{{ pkgs, lib }}: {{ packages = lib.optionals yes (with pkgs; [ {names} ]); }}"
    (remark,) = packages_of("shell.nix", text).remarks
    assert remark.text == (
        "seedbed doesn't evaluate `yes`, so it left out p0, p1, p2, p3, p4, and more."
    )


def test_lists_that_name_each_other_twice_take_no_time() -> None:
    twice = "".join(f"a{count} = a{count + 1} ++ a{count + 1};" for count in range(5_000))
    found = packages_of("shell.nix", f"let {twice} a5000 = [ pkgs.jq ]; in {{ buildInputs = a0; }}")
    assert found == Found(attributes=("jq",))


NAMED = {
    "cmake": ["cmake:conda="],
    "gcc": ["gcc:conda="],
    "gnumake": ["make:conda="],
    "libGL": ["libgl:conda="],
    "poppler_utils": ["poppler:conda="],
    "stdenv.cc.cc.lib": ["stdenv.cc.cc.lib:nix=stdenv.cc.cc.lib:conda="],
    "xorg.libX11": ["xorg.libx11:nix=xorg.libX11:conda="],
    "_7zz": ["7zz:nix=_7zz:conda="],
    "uv": "a shell that seedbed writes has the project's manager",
    "python312": "Python comes from the project's manager, or from a shell that seedbed writes",
    "python312Packages.black": "Python packages come from the project's manager",
    "python3.pkgs.numpy": "Python packages come from the project's manager",
    "cudaPackages.cudnn": "CUDA comes with the framework's own packages",
    "cudatoolkit": "CUDA comes with the framework's own packages",
    "linuxPackages.nvidia_x11": "the graphics driver has to be the machine's own",
    "7zz": "seedbed has no way to write such a name",
}


@pytest.mark.parametrize("attribute", NAMED)
def test_what_seedbed_calls_a_package(attribute: str) -> None:
    found = system_packages("flake.nix", (attribute,), table())
    expected = NAMED[attribute]
    if isinstance(expected, str):
        text = f"seedbed left out {attribute}: {expected}."
        assert (found.names, found.remarks) == ((), (Remark(path="flake.nix", text=text),))
    else:
        assert (list(found.names), found.remarks) == (expected, ())


def test_packages_stay_those_of_nix_alone() -> None:
    found = system_packages("flake.nix", ("zlib", "ffmpeg", "zlib"), table())
    assert found.names == ("ffmpeg:conda=", "zlib:nix=zlib:conda=")


def test_two_packages_of_one_name() -> None:
    found = system_packages("flake.nix", ("libFoo", "libfoo"), table())
    assert found.names == ("libfoo:nix=libFoo:conda=",)
    assert [remark.text for remark in found.remarks] == [
        "seedbed left out libfoo: seedbed can't tell it from another package of the same name."
    ]
