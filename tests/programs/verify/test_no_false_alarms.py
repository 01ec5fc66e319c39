"""`seedbed verify` proves fresh environments, however they were made, and after they were used."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import small_index
import verify_wheels
from pixi_runs import served

from seedbed.commands.verify import Verification, Wanted, verify
from seedbed.commands.verifying.glance import glance
from seedbed.verify.values import Glance

ALL = {"loam 1.0": "wheel", "marl 2.0": "wheel", "peat 0.1": "wheel"}


@pytest.fixture
def made(
    tmp_path: Path, need: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A project that is not synced yet, in a folder with a name that has to be quoted."""
    need("uv")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "known"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / 'it\'s a "garden"'
    folder.mkdir()
    with served(verify_wheels.index(tmp_path / "index")) as address:
        root = verify_wheels.project(folder / "plot", address)
        monkeypatch.chdir(root)
        yield root


def proved(found: Verification) -> dict[str, str]:
    """What is proved of each package, when nothing differs and nothing is left open."""
    assert [(one.path, one.what) for one in found.differences] == []
    assert found.wanting == ()
    assert found.status == 0
    return {one.title: one.level for one in found.proofs}


@pytest.mark.parametrize("mode", ["copy", "hardlink", "symlink", "clone"])
def test_each_way_in_which_uv_links_files(mode: str, made: Path, tmp_path: Path) -> None:
    verify_wheels.sync(made, tmp_path / "cache", env={"UV_LINK_MODE": mode})
    assert proved(verify(Wanted())) == ALL
    assert (made / ".venv/bin/loam").read_text().startswith("#!/bin/sh\n'''exec' ")
    assert proved(verify(Wanted(offline=True))) == ALL
    assert set(proved(verify(Wanted(level="record"))).values()) == {"record"}


def test_after_it_was_used(made: Path, tmp_path: Path) -> None:
    verify_wheels.sync(made, tmp_path / "cache")
    python = made / ".venv/bin/python"
    used = "import loam.core, loam.deep.layers, loam_extra, marl, peat.bog, ground.peat"
    for option in ((), ("-O",), ("-OO",)):
        subprocess.run([python, *option, "-c", used], check=True)
    subprocess.run([made / ".venv/bin/loam"], check=True)
    assert list(made.glob(".venv/lib/*/site-packages/loam/__pycache__/core.*.opt-2.pyc"))
    assert proved(verify(Wanted())) == ALL


def test_what_pytest_compiled_for_itself(made: Path, tmp_path: Path) -> None:
    verify_wheels.sync(made, tmp_path / "cache")
    site = next(made.glob(".venv/lib/*/site-packages"))
    tag = f"cpython-{sys.version_info.major}{sys.version_info.minor}"
    for name in (
        "core.{}-pytest-9.2.0.pyc",
        "core.{}-pytest-9.2.0.pyo",
        "gone.{}-pytest-9.2.0.pyc",
    ):
        place = site / "loam/__pycache__" / name.format(tag)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"x")
    found = verify(Wanted())
    inner = f"{site.relative_to(made / '.venv')}/loam/__pycache__"
    assert [(one.path, one.what) for one in found.differences] == [
        (f"{inner}/gone.{tag}-pytest-9.2.0.pyc", "belongs to no package, and has no source")
    ]
    [note] = found.notes
    assert note == (
        f"2 files that pytest compiled for itself, such as {inner}/core.{tag}-pytest-9.2.0.pyc: "
        "only pytest loads them, and nothing compares them."
    )


def test_what_was_compiled_of_a_module_that_is_gone(made: Path, tmp_path: Path) -> None:
    verify_wheels.sync(made, tmp_path / "cache")
    site = next(made.glob(".venv/lib/*/site-packages"))
    inner = f"{site.relative_to(made / '.venv')}"
    for path in ("__pycache__/six.{}.pyc", "loam/__pycache__/six.{}.pyc", "__pycache__/six.pyc"):
        place = site / path.format("cpython-311")
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"x")
    (site / "__pycache__/other.cpython-311.pyc").symlink_to("six.cpython-311.pyc")
    found = verify(Wanted())
    assert [(one.path, one.what) for one in found.differences] == [
        (f"{inner}/__pycache__/other.cpython-311.pyc", "belongs to no package, and is a link"),
        (f"{inner}/__pycache__/six.pyc", "belongs to no package, and has no source"),
        (
            f"{inner}/loam/__pycache__/six.cpython-311.pyc",
            "belongs to no package, and has no source",
        ),
    ]
    [note] = found.notes
    assert note == (
        f"1 compiled file without its source, {inner}/__pycache__/six.cpython-311.pyc: "
        "no import finds it."
    )


@pytest.mark.parametrize("name", ["pyvenv.cfg", "compiled", "of pytest"])
@pytest.mark.parametrize("mode", [0o666, 0o4755])
def test_permissions_of_what_no_package_has(
    name: str, mode: int, made: Path, tmp_path: Path
) -> None:
    verify_wheels.sync(made, tmp_path / "cache", "--compile-bytecode")
    site = next(made.glob(".venv/lib/*/site-packages"))
    place = made / ".venv/pyvenv.cfg"
    if name != "pyvenv.cfg":
        place = next(site.glob("loam/__pycache__/core.*.pyc"))
    if name == "of pytest":
        place = place.rename(place.with_name(f"{place.stem}-pytest-9.2.0.pyc"))
    place.chmod(mode)
    what = "has special permissions (4755)" if mode == 0o4755 else "is writable by everyone (0666)"
    assert [(one.path, one.what) for one in verify(Wanted()).differences] == [
        (str(place.relative_to(made / ".venv")), what)
    ]


@pytest.mark.parametrize("how", ["timestamp", "checked-hash", "unchecked-hash"])
def test_after_everything_was_compiled(how: str, made: Path, tmp_path: Path) -> None:
    verify_wheels.sync(made, tmp_path / "cache")
    site = next(made.glob(".venv/lib/*/site-packages"))
    words = ["-m", "compileall", "-q", "--invalidation-mode", how, str(site)]
    subprocess.run([made / ".venv/bin/python", *words], check=True)
    assert proved(verify(Wanted())) == ALL
    assert proved(verify(Wanted())) == ALL  # what was compared is known now


def test_a_sync_that_compiles(made: Path, tmp_path: Path) -> None:
    verify_wheels.sync(made, tmp_path / "cache", "--compile-bytecode")
    assert proved(verify(Wanted())) == ALL


def test_a_file_system_without_permissions(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify_wheels.sync(made, tmp_path / "cache", env={"UV_LINK_MODE": "copy"})
    subprocess.run(["chmod", "--recursive", "0777", ".venv"], check=True)
    open_ = {one.what for one in verify(Wanted()).differences}
    assert {"is writable by everyone (0777)", "is executable"} & open_
    table = tmp_path / "mountinfo"
    monkeypatch.setattr("seedbed.host.mounts._TABLE", str(table))
    table.write_text("1 0 0:1 / / rw - 9p C: rw,aname=drvfs\n")
    found = verify(Wanted())
    assert proved(found) == ALL
    assert found.notes == ("Permissions weren't compared: the file system keeps none.",)
    table.write_text("1 0 0:1 / / rw - ext4 /dev/vda rw\n")
    assert {one.what for one in verify(Wanted()).differences} == open_


def test_an_environment_that_can_be_moved(made: Path, tmp_path: Path) -> None:
    env = {**os.environ, "UV_CACHE_DIR": str(tmp_path / "cache")}
    subprocess.run(["uv", "venv", "--quiet", "--relocatable"], env=env, check=True)
    verify_wheels.sync(made, tmp_path / "cache")
    assert "realpath" in (made / ".venv/bin/loam").read_text()
    assert proved(verify(Wanted())) == ALL


def test_code_that_is_used_in_place(made: Path, tmp_path: Path) -> None:
    small_index.toolkit(made.parent / "toolkit")
    manifest = made / "pyproject.toml"
    sources = '[tool.uv.sources]\ntoolkit = { path = "../toolkit", editable = true }\n'
    text = manifest.read_text().replace('"peat"]', '"peat", "toolkit"]')
    manifest.write_text(f"{text}\n{sources}")
    verify_wheels.sync(made, tmp_path / "cache")
    found = verify(Wanted())
    assert proved(found) == {**ALL, "toolkit 0.1": "record"}
    (why,) = (one.why for one in found.proofs if one.why)
    assert why == (
        "it was built here from the folder ../toolkit; a build can't be proved; "
        "its RECORD has no hash for 3 files"
    )


def test_what_venv_and_pip_made(made: Path, tmp_path: Path) -> None:
    verify_wheels.sync(made, tmp_path / "cache")
    index = made.joinpath("pyproject.toml").read_text().split('url = "')[1].split('"')[0]
    words = ["export", "--quiet", "--no-header", "--output-file", "requirements.txt"]
    subprocess.run(["uv", *words], check=True)
    other = tmp_path / "other"
    subprocess.run([sys.executable, "-m", "venv", str(other)], check=True)
    pip = [other / "bin/pip", "install", "--quiet", "--require-hashes", "--index-url", index]
    subprocess.run([*map(str, pip), "-r", "requirements.txt"], check=True)
    found = verify(Wanted(lock="requirements.txt", environment=str(other)))
    assert proved(found) == ALL
    # pip lists compiled files, which are not looked at
    assert glance(str(other)) == Glance(files=37)


def test_a_requirements_file_and_a_pylock(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify_wheels.sync(made, tmp_path / "cache")
    index = made.joinpath("pyproject.toml").read_text().split('url = "')[1].split('"')[0]
    alone = tmp_path / "alone"
    alone.mkdir()
    for kind, name in (("requirements.txt", "requirements.txt"), ("pylock.toml", "pylock.toml")):
        words = ["export", "--quiet", "--format", kind, "--output-file", str(alone / name)]
        subprocess.run(["uv", *words], check=True)
    monkeypatch.chdir(alone)
    monkeypatch.setenv("UV_DEFAULT_INDEX", index)
    subprocess.run(["uv", "venv", "--quiet"], check=True)
    subprocess.run(["uv", "pip", "sync", "--quiet", "requirements.txt"], check=True)
    assert proved(verify(Wanted(lock="requirements.txt"))) == ALL
    assert proved(verify(Wanted(lock="pylock.toml"))) == ALL


def test_a_wheel_that_others_would_not_make(
    tmp_path: Path, need: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    need("uv")
    stale = b"\x00" * 40
    path = verify_wheels.wheel(
        tmp_path,
        "silt",
        "1.0",
        {
            "silt.py": b"FINE = 1\r\n",
            "__pycache__/silt.cpython-311.pyc": stale,
            "silt-1.0.data/scripts/silt-old": b"#!python\r\nprint(1)\r\n",
            "silt-1.0.dist-info/entry_points.txt": b"[other]\nx = y\n",
        },
    )
    (tmp_path / "pylock.toml").write_text(
        'lock-version = "1.0"\ncreated-by = "us"\n[[packages]]\nname = "silt"\nversion = "1.0"\n'
        f'wheels = [{{ path = "{path.name}", hashes.sha256 = '
        f'"{sha256(path.read_bytes()).hexdigest()}" }}]\n'
    )
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "known"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    subprocess.run(["uv", "venv", "--quiet"], check=True)
    words = ["--quiet", "--no-index", "--find-links", str(tmp_path), "silt"]
    subprocess.run(["uv", "pip", "install", *words], check=True)
    assert proved(verify(Wanted(lock="pylock.toml"))) == {"silt 1.0": "wheel"}
    subprocess.run([".venv/bin/python", "-c", "import silt"], check=True)
    assert next(Path(".venv").rglob("silt.*.pyc")).read_bytes() != stale
    assert proved(verify(Wanted(lock="pylock.toml"))) == {"silt 1.0": "wheel"}


def test_without_the_groups_of_developers(made: Path, tmp_path: Path) -> None:
    manifest = made / "pyproject.toml"
    text = manifest.read_text().replace(', "peat"]', "]")
    assert text != manifest.read_text()
    manifest.write_text(f'{text}\n[dependency-groups]\ndev = ["peat"]\n')
    verify_wheels.sync(made, tmp_path / "cache", "--no-dev")
    assert set(proved(verify(Wanted()))) == {"loam 1.0", "marl 2.0"}


def test_an_environment_behind_a_link(made: Path, tmp_path: Path) -> None:
    place = tmp_path / "a large disk" / "plot"
    place.mkdir(parents=True)
    (made / ".venv").symlink_to(place)
    verify_wheels.sync(made, tmp_path / "cache")
    assert "a large disk" not in (made / ".venv/bin/activate").read_text()
    assert proved(verify(Wanted())) == ALL
    made.chmod(0o777)  # then others can lead the link elsewhere
    assert {one.path for one in verify(Wanted()).differences} >= {"bin/activate", "bin/loam"}


@pytest.mark.parametrize(
    ("file", "setting"),
    [
        ("pyproject.toml", "no-binary = true"),
        ("pyproject.toml", 'no-binary-package = ["loam", "marl", "peat"]'),
        ("uv.toml", "no-binary = true"),
    ],
)
def test_what_uv_is_told_to_build(file: str, setting: str, made: Path, tmp_path: Path) -> None:
    verify_wheels.sync(made, tmp_path / "cache")
    manifest = (made / "pyproject.toml").read_text()
    if file == "uv.toml":
        (made / file).write_text(f"{setting}\n")
    else:
        (made / file).write_text(manifest.replace("[tool.uv]\n", f"[tool.uv]\n{setting}\n"))
    lock, source = made / "uv.lock", 'sdist = { url = "x.tar.gz", hash = "sha256:00" }\nwheels = ['
    lock.write_text(lock.read_text().replace("wheels = [", source))
    found = verify(Wanted(offline=True))
    assert found.differences == ()
    assert {one.title: one.level for one in found.proofs} == dict.fromkeys(ALL, "record")
    whys = {one.why for one in found.proofs}
    assert whys == {"it was built here from its source archive; a build can't be proved"}
