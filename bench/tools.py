"""Installs seedbed and its peers, each into a virtual environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")  # of .venv, which `make bench` uses
PEERS = ("uv", "cookiecutter", "copier", "poetry", "hatch")


@dataclass(frozen=True)
class Tool:
    """An installed program: where it lies, and its version."""

    name: str
    folder: Path
    version: str

    @property
    def program(self) -> Path:
        """The program's path."""
        return self.folder / "bin" / self.name

    @property
    def python(self) -> Path:
        """The interpreter that runs it."""
        return self.folder / "bin" / "python"


def install_peers(cache: Path, peers: tuple[str, ...] = PEERS) -> dict[str, Tool]:
    """Install peers below `cache`, or find them there; one that fails is named."""
    tools = {}
    for name in peers:
        try:
            tools[name] = _install(name, name, cache / name)
        except subprocess.CalledProcessError as error:
            print(f"left out: {name} cannot be installed: {error}", file=sys.stderr)
    return tools


def install_seedbed(cache: Path) -> Tool:
    """Build a wheel of the working tree and install it below `cache`, always anew."""
    wheels = cache / "wheels"
    for old in wheels.glob("*.whl"):
        old.unlink()
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    _run(*build, "--disable-pip-version-check", "--wheel-dir", wheels, ROOT)
    (wheel,) = wheels.glob("*.whl")
    return _install("seedbed", str(wheel), cache / "seedbed", again=True)


def environment(cache: Path, tools: dict[str, Tool]) -> dict[str, str]:
    """The variables for all measured programs: a home of their own, and the same uv first."""
    home = cache / "home"
    home.mkdir(parents=True, exist_ok=True)
    (home / ".gitconfig").write_text("[user]\nname = Bench\nemail = bench@example.com\n")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "XDG_", "MAKE", "MFLAGS"))
    }
    first = str(tools["uv"].folder / "bin") if "uv" in tools else str(UV.parent)
    return kept | {
        "HOME": str(home),
        "PATH": os.pathsep.join([first, kept.get("PATH", os.defpath)]),
        "UV_CACHE_DIR": str(cache / "uv-cache"),
        "UV_NO_PROGRESS": "1",
    }


def _install(name: str, requirement: str, folder: Path, *, again: bool = False) -> Tool:
    if not (folder / "bin" / "python").exists():
        _run(sys.executable, "-m", "venv", "--without-pip", folder)
    tool = Tool(name, folder, "")
    if again or not tool.program.exists():
        install = [str(UV), "pip", "install", "--quiet", "--compile-bytecode"]
        fresh = ["--reinstall-package", name] if again else []
        _run(*install, *fresh, "--python", tool.python, requirement)
    return Tool(name, folder, _version(name, folder))


def _version(name: str, folder: Path) -> str:
    (found,) = folder.glob(f"lib/python*/site-packages/{name}-*.dist-info")
    return found.name.removeprefix(f"{name}-").removesuffix(".dist-info")


def _run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True)
