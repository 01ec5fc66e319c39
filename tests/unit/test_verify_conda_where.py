"""Where archives of conda packages are to be had: the mirrors in Pixi's settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from seedbed.commands.verifying.conda_where import files, with_mirrors
from seedbed.verify.conda_pairing import CondaPair
from seedbed.verify.conda_records import Installed
from seedbed.verify.pairing import Candidate
from seedbed.verify.values import Proof

ADDRESS = "https://conda.example/forge/noarch/leaf-2.0-0.conda"


def mirrored(text: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address that an archive comes from where a project has some settings."""
    monkeypatch.setenv("HOME", str(root / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("PIXI_HOME", raising=False)
    (root / ".pixi").mkdir()
    (root / ".pixi/config.toml").write_text(text)
    pair = CondaPair(
        one=Installed(
            name="leaf",
            version="2.0",
            build="0",
            subdir="noarch",
            is_python=False,
            entries=(),
            path="conda-meta/leaf.json",
        ),
        proof=Proof(name="leaf", version="2.0", kind="conda", level="record"),
        candidate=Candidate(sha256="0" * 64, address=ADDRESS),
    )
    (found,) = with_mirrors([pair], str(root))
    assert found.candidate
    return found.candidate.address


@pytest.mark.parametrize(
    ("mirrors", "address"),
    [
        ('["https://m.example/f"]', "https://m.example/f/noarch/leaf-2.0-0.conda"),
        ('["oci://r.example/f", "HTTP://m.example/f/"]', "HTTP://m.example/f/noarch/leaf-2.0-0.conda"),
        ('["oci://r.example/f", "file:///srv/f"]', "file:///srv/f/noarch/leaf-2.0-0.conda"),
        ('["oci://r.example/f"]', ADDRESS),
        ("[]", ADDRESS),
        ("[1]", ADDRESS),
    ],
)  # fmt: skip
def test_the_first_mirror_that_can_be_used(
    mirrors: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'[mirrors]\n"https://conda.example/forge" = {mirrors}\n'
    assert mirrored(text, tmp_path, monkeypatch) == address


@pytest.mark.parametrize(
    ("system", "env", "expected"),
    [
        (
            "linux",
            {},
            ["/etc/pixi", "/home/ada/.config/pixi", "/home/ada/.pixi", "/w/.pixi"],
        ),
        (
            "linux",
            {"XDG_CONFIG_HOME": "/xdg", "PIXI_HOME": "/p"},
            ["/etc/pixi", "/xdg/pixi", "/p", "/w/.pixi"],
        ),
        (
            "linux",
            {"XDG_CONFIG_HOME": "relative"},
            ["/etc/pixi", "/home/ada/.config/pixi", "/home/ada/.pixi", "/w/.pixi"],
        ),
        (
            "darwin",
            {"XDG_CONFIG_HOME": "/xdg"},
            [
                *("/etc/pixi", "/xdg/pixi", "/home/ada/Library/Application Support/pixi"),
                *("/home/ada/.pixi", "/w/.pixi"),
            ],
        ),
        (
            "win32",
            {"PROGRAMDATA": "/data", "APPDATA": "/app", "XDG_CONFIG_HOME": "/xdg"},
            ["/data/pixi", "/app/pixi", "/home/ada/.pixi", "/w/.pixi"],
        ),
    ],
)
def test_where_pixi_has_its_settings(
    system: str, env: dict[str, str], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert list(files("/w", env, system)) == [f"{one}/config.toml" for one in expected]
