"""`seedbed lock diff` of locks that the real uv, Poetry, and Pixi make, with an index here."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import small_index
from cli import seedbed
from pixi_runs import Pixi, served
from rattler import Channel
from running import environment


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("index")
    small_index.make(folder)
    with served(folder) as found:
        yield found


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("settings")
    return environment(
        UV_CACHE_DIR=str(folder / "uv"),
        POETRY_CACHE_DIR=str(folder / "poetry"),
        POETRY_CONFIG_DIR=str(folder / "config"),
        PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring",
    )


def lock(root: Path, *requirements: str, command: list[str], variables: dict[str, str]) -> str:
    """The lock that a manager makes of a project with other requirements."""
    manifest = root / "pyproject.toml"
    head, _, rest = manifest.read_text().partition("dependencies = [")
    listed = ", ".join(f'"{one}"' for one in requirements)
    manifest.write_text(f"{head}dependencies = [{listed}]{rest.partition(']')[2]}")
    subprocess.run(command, cwd=root, env=variables, check=True, capture_output=True)
    return (root / f"{Path(command[0]).name}.lock").read_text()


def said(root: Path, *words: str) -> str:
    done = seedbed("lock", "diff", *words, cwd=root)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_locks_of_uv_poetry_pylock_and_requirements(
    tmp_path: Path, address: str, variables: dict[str, str], need: Callable[[str], str]
) -> None:
    uv, poetry = need("uv"), need("poetry")
    root = small_index.uv_project(tmp_path / "net", address)
    old = lock(root, "sprout>=1", command=[uv, "lock"], variables=variables)
    (root / "old.lock").write_text(old)
    lock(root, "trowel", "compost", command=[uv, "lock"], variables=variables)
    expected = """\
1 major, 2 new

Major versions
  sprout   2.0 → 1.4, older

New packages
* compost  0.3
* trowel   1.1

* the project itself asks for it
"""
    assert said(root, "old.lock") == f"old.lock → uv.lock\n{expected}"

    for form, name in (("requirements-txt", "new.txt"), ("pylock.toml", "pylock.new.toml")):
        export = [uv, "export", "--quiet", "--frozen", "--format", form, "--output-file", name]
        subprocess.run(export, cwd=root, env=variables, check=True, capture_output=True)
        done = seedbed("lock", "diff", "uv.lock", name, "--json", cwd=root)
        assert json.loads(done.stdout)["result"]["changes"] == [], done.stdout
        assert said(root, "old.lock", name) == f"old.lock → {name}\n{expected}"

    other = small_index.poetry_project(tmp_path / "other", address)
    lock(other, "trowel", "compost", command=[poetry, "lock"], variables=variables)
    found = said(root, "old.lock", "../other/poetry.lock")
    assert found == f"old.lock → ../other/poetry.lock\n{expected}"
    same = seedbed("lock", "diff", "uv.lock", "../other/poetry.lock", cwd=root)
    assert (same.returncode, same.stdout.splitlines()[1:]) == (
        0, ["Nothing differs in what the two locks install."],
    )  # fmt: skip


def test_a_wheel_that_was_replaced(
    tmp_path: Path, variables: dict[str, str], need: Callable[[str], str]
) -> None:
    """Somebody changes the contents of a file in the index, and the lock is made anew."""
    uv = need("uv")
    folder = tmp_path / "index"
    small_index.make(folder)
    with served(folder) as address:
        root = small_index.uv_project(tmp_path / "net", address)
        old = lock(root, "compost", command=[uv, "lock", "--no-cache"], variables=variables)
        (root / "old.lock").write_text(old)
        page = folder / "simple" / "compost" / "index.html"
        page.write_text(re.sub(r"#sha256=\w{64}", f"#sha256={'0' * 64}", page.read_text()))
        (root / "uv.lock").unlink()
        lock(root, "compost", command=[uv, "lock", "--no-cache"], variables=variables)
    printed = said(root, "old.lock")
    assert printed.startswith("old.lock → uv.lock\n1 changed hash\n")
    assert f"      + sha256:{'0' * 64}\n" in printed


def test_locks_of_pixi(tmp_path: Path, pixi: Pixi, need: Callable[[str], str]) -> None:
    """From a package of the index to one of a channel, and from one version to another."""
    folder = tmp_path / "index"
    small_index.make(folder)
    small_index.make_channel(folder)
    with served(folder) as address:
        real = Pixi(pixi.program, tmp_path / "home", folder / "caches", address)
        root = small_index.pixi_project(tmp_path / "net", address)
        lock(root, "compost", command=[pixi.program, "lock"], variables=real.variables)
        (root / "old.lock").write_text((root / "pixi.lock").read_text())
        manifest = root / "pyproject.toml"
        text = manifest.read_text().replace('sprout = ">=1"', 'sprout = "<2"\npolars = "*"')
        manifest.write_text(text)
        lock(root, "trowel", command=[pixi.program, "lock"], variables=real.variables)
        other = small_index.uv_project(tmp_path / "other", address)
        lock(other, "trowel", command=[need("uv"), "lock"], variables=environment())
    assert (
        said(root, "old.lock")
        == """\
old.lock → pixi.lock
1 major, 2 new, 1 removed

Major versions
* sprout   2.0 → 1.4, older

New packages
* polars   1.0
* trowel   1.1

Removed packages
  compost  0.3

* the project itself asks for it
"""
    )
    version = re.search(r"/python-(3[0-9.]+)-", (root / "pixi.lock").read_text())
    assert version
    channel = str(Channel("conda-forge").base_url).rstrip("/")  # what stands in its place here
    assert (
        said(root, "../other/uv.lock")
        == f"""\
../other/uv.lock → pixi.lock
2 new, 1 from elsewhere

New packages
* polars  1.0
* python  {version[1]}

From elsewhere
  from the default index → {channel}
      *sprout 1.4

* the project itself asks for it
"""
    )
