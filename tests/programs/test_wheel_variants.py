"""What today's uv does with an index of wheel variants (PEP 825), so that a change is noticed.

seedbed writes nothing of them yet: `docs/accelerators.md` says why. The index is made here, of one
package whose builds say which they are; the driver is what a variable says.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pixi_runs import served
from uv import find_uv_bin

FEATURE = "wheel-variants"
DRIVER = "NV_VARIANT_PROVIDER_FORCE_CUDA_DRIVER_VERSION"
"""What uv's own provider for NVIDIA takes for the machine's driver."""
STEM = "gpulib-1.0"
BUILDS = {"": "null", "11.8": "null", "12.8": "cu12", "13.0": "cu13"}
"""The newest CUDA of a driver, to the build that is right for it; `null` is the one for CPUs."""


def bounds(lower: str, upper: str) -> dict[str, Any]:
    limits = {"cuda_version_lower_bound": [lower], "cuda_version_upper_bound": [upper]}
    return {"nvidia": limits}


VARIANTS = {"null": {}, "cu12": bounds("12.0", "13"), "cu13": bounds("13.0", "14")}
ABOUT = {
    "$schema": "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json",
    "default-priorities": {"namespace": ["nvidia"]},
    "providers": {
        "nvidia": {
            "requires": ["nvidia-variant-provider>=0.0.1"],
            "plugin-api": "nvidia_variant_provider.plugin:NvidiaVariantPlugin",
        }
    },
}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[str]:
    """The address of an index with a package in three variants, and in one that is none."""
    page = tmp_path / "index" / "gpulib"
    page.mkdir(parents=True)
    names = [wheel(page, label) for label in ("", *VARIANTS)]
    names.append(f"{STEM}-variants.json")
    (page / names[-1]).write_text(json.dumps({**ABOUT, "variants": VARIANTS}))
    links = (
        f'<a href="{name}#sha256={sha256((page / name).read_bytes()).hexdigest()}">{name}</a>'
        for name in names
    )
    (page / "index.html").write_text("\n".join(links))
    with served(tmp_path / "index") as address:
        yield address


def wheel(page: Path, label: str) -> str:
    """Write a build that says its label; without one, it is an ordinary wheel."""
    name = f"{STEM}-py3-none-any{f'-{label}' if label else ''}.whl"
    about = f"{STEM}.dist-info"
    texts = {
        "gpulib.py": f"build = {label!r}\n",
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: gpulib\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/RECORD": "",
    }
    if label:
        own = {**ABOUT, "variants": {label: VARIANTS[label]}}
        texts[f"{about}/variant.json"] = json.dumps(own)
    with zipfile.ZipFile(page / name, "w") as archive:
        for path, text in texts.items():
            archive.writestr(path, text)
    return name


class Uv:
    """uv with the preview, in a folder with an environment."""

    def __init__(self, folder: Path, index: str) -> None:
        self.folder, self.index = folder, index
        self.run("venv", "--python", sys.executable, "--clear", ".venv")

    def run(self, *arguments: str, driver: str = "") -> str:
        """Run it on a machine with some driver; skip where it does not know the preview."""
        kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        variables = {
            **kept,
            "UV_PREVIEW_FEATURES": FEATURE,
            "UV_CACHE_DIR": str(self.folder / "cache"),
            "UV_DEFAULT_INDEX": self.index,
        }
        if driver:
            variables[DRIVER] = driver
        done = subprocess.run(
            [find_uv_bin(), *arguments], cwd=self.folder, env=variables, capture_output=True,
            encoding="utf-8", check=False,
        )  # fmt: skip
        if FEATURE in done.stderr and "nknown" in done.stderr:
            pytest.skip("this uv does not know wheel variants")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def installed(self) -> str:
        """The build in the environment; empty for the ordinary wheel."""
        python = self.folder / ".venv" / "bin" / "python"
        # the builds have files of the same size and age: Python would take the old bytecode
        script = "import gpulib; print(gpulib.build)"
        done = subprocess.run(
            [python, "-B", "-c", script], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()


@pytest.fixture
def uv(tmp_path: Path, index: str) -> Uv:
    folder = tmp_path / "here"
    folder.mkdir()
    return Uv(folder, index)


@pytest.mark.parametrize(("driver", "build"), BUILDS.items())
def test_an_installation_by_hand_takes_the_build_for_the_driver(
    uv: Uv, driver: str, build: str
) -> None:
    uv.run("pip", "install", "gpulib", driver=driver)
    assert uv.installed() == build


def test_one_file_of_hashes_holds_all_builds(uv: Uv) -> None:
    (uv.folder / "req.in").write_text("gpulib\n")
    pinned = uv.run("pip", "compile", "--generate-hashes", "--universal", "-q", "req.in")
    (uv.folder / "requirements.txt").write_text(pinned)
    for driver, build in BUILDS.items():
        uv.run("pip", "sync", "--require-hashes", "--reinstall", "requirements.txt", driver=driver)
        assert uv.installed() == build, driver


def test_a_lock_has_no_variants_and_gives_every_machine_the_ordinary_wheel(uv: Uv) -> None:
    (uv.folder / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.11"\n'
        'dependencies = ["gpulib"]\n'
    )
    uv.run("lock", driver="13.0")
    (package,) = (
        one
        for one in tomllib.loads((uv.folder / "uv.lock").read_text())["package"]
        if one["name"] == "gpulib"
    )
    (only,) = package["wheels"]
    assert only["url"].endswith(f"{STEM}-py3-none-any.whl")
    for driver in BUILDS:
        uv.run("sync", "--locked", "--reinstall", driver=driver)
        assert uv.installed() == "", driver
