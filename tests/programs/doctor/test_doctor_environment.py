"""What doctor says of the environment, by the real managers, and of variables."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import make
from cli import seedbed
from doctor_runs import BARE, OFFLINE, codes, fixed, install, look, only, report, synced
from stand_ins import stand_in

if TYPE_CHECKING:
    from pixi_runs import Pixi

CONDA = BARE.replace('"uv"', '"conda"')


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in order."""
    return synced(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that no test changes."""
    return synced(tmp_path_factory.mktemp("doctor"))


def test_one_of_a_project_that_seedbed_did_not_make(tmp_path: Path) -> None:
    root = synced(tmp_path)
    (root / "pyproject.toml").write_text(BARE.partition("[tool.seedbed]")[0])
    shutil.rmtree(root / ".seedbed")
    assert codes(root, "SB401", "SB406") == []
    shutil.rmtree(root / ".venv")
    found = only(root, "SB401")
    assert (found.what, found.how) == ("There is no environment in .venv.", "Run 'uv sync'.")
    assert found.advice
    assert seedbed("doctor", "--select", "SB4", cwd=root, env=OFFLINE).returncode == 0
    fixed(root, "SB401")
    (root / "uv.lock").rename(tmp_path / "uv.lock")
    shutil.rmtree(root / ".venv")
    assert codes(root, "SB401") == []  # nobody has even locked yet


def test_an_environment_that_is_missing(root: Path) -> None:
    assert codes(root, "SB401") == []
    shutil.rmtree(root / ".venv")
    assert only(root, "SB401").what == "There is no environment in .venv."
    fixed(root, "SB401")


def test_one_whose_python_is_gone(root: Path) -> None:
    assert codes(root, "SB402") == []
    python = root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    assert only(root, "SB402").what == (
        "The environment in .venv has no Python that can be started."
    )
    fixed(root, "SB402")


def test_one_that_was_copied(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(root, copy, symlinks=True)
    assert codes(root, "SB403") == []
    assert only(copy, "SB403").what == (f"The environment in .venv was made for {root / '.venv'}.")
    fixed(copy, "SB403")


def test_one_of_another_project(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    other = synced(tmp_path / "other", BARE.replace("package = false", "package = true"))
    shutil.rmtree(root / ".venv")
    (root / ".venv").symlink_to(other / ".venv")
    assert only(root, "SB404").what.startswith(f".venv leads to {other / '.venv'}, which is the ")
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(tmp_path / "mine"))
    assert codes(root, "SB404") == []


def test_a_python_that_is_not_allowed(root: Path) -> None:
    assert codes(root, "SB405") == []
    settings = root / ".venv" / "pyvenv.cfg"
    text = settings.read_text()
    settings.write_text(
        "\n".join(
            "version_info = 3.10.4" if "version" in line else line for line in text.splitlines()
        )
    )
    assert only(root, "SB405").what == (
        "The environment has Python 3.10.4, but the project requires >=3.11."
    )
    settings.write_text(text)
    (root / ".python-version").write_text("3.99\n")
    assert only(root, "SB405").path == ".python-version"
    (root / ".python-version").write_text("3\n")
    assert codes(root, "SB405") == []


def test_one_that_is_out_of_step(root: Path) -> None:
    assert codes(root, "SB406") == []
    install(root, "left_over", "1.0")
    assert only(root, "SB406").what == (
        "The environment in .venv does not match the lock: a sync would remove left-over==1.0."
    )
    fixed(root, "SB406")


def path_with_outdated(folder: Path, changes: tuple[str, ...]) -> str:
    """A PATH with a uv that finds the environment outdated, and says what a sync would do."""
    lines = "".join(f"echo '{line}'; " for line in changes)
    outdated = "echo 'error: The environment is outdated; run `uv sync`'; exit 1"
    says = f'if [ "$1" = sync ]; then {lines}{outdated}; fi'
    return f"{stand_in(folder, '99.0', says).parent}:/usr/bin:/bin"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ((" - x-1==1 (from file:///x-1)", " + x-1 @ file:///x-1"), ""),
        ((" ~ x-1==1 (from file:///x-1)",), ""),
        ((" + x-1 @ file:///x-1",), "install x-1"),
        ((" - x-1==1 (from file:///x-1)",), "remove x-1==1"),
        ((" - x-1==1", " + x-1 @ file:///x-1", " + rich==15.0"), "install rich==15.0"),
    ],
)
def test_building_the_project_anew_is_no_fault_with_what_uv_was_seen_to_say(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.setenv("PATH", path_with_outdated(tmp_path / "bin", changes))
    found = [finding.what for finding in look(root, "SB406")]
    expected = f"The environment in .venv does not match the lock: a sync would {told}."
    assert found == ([expected] if told else [])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ((" - h2==4.4.1", " - hpack==4.2.0"), ""),
        ((" - h2==4.4.1", " - rich==15.0"), "remove rich==15.0"),
        ((" - h2==4.4.0", " + h2==4.4.1"), "install h2==4.4.1 and remove h2==4.4.0"),
    ],
)
def test_what_the_lock_has_for_other_groups_may_stay(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: tuple[str, ...],
    told: str,
) -> None:
    with (root / "uv.lock").open("a") as lock:
        for name, version in (("h2", "4.4.1"), ("hpack", "4.2.0")):
            lock.write(f'\n[[package]]\nname = "{name}"\nversion = "{version}"\n')
    monkeypatch.setenv("PATH", path_with_outdated(tmp_path / "bin", changes))
    found = [finding.what for finding in look(root, "SB406")]
    expected = f"The environment in .venv does not match the lock: a sync would {told}."
    assert found == ([expected] if told else [])


def test_with_a_stale_lock_what_is_installed_is_compared_with_it(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (root / "uv.lock").open("a") as lock:
        for name, version in (("idna", "3.10"), ("rich", "15.0"), ("six", "1.17.0")):
            lock.write(f'\n[[package]]\nname = "{name}"\nversion = "{version}"\n')
    manifest = root / "pyproject.toml"
    listed = 'version = "1"\ndependencies = ["six", "idna", "rich", "not-locked"]'
    manifest.write_text(manifest.read_text().replace('version = "1"', listed, 1))
    install(root, "six", "1.17.0")
    install(root, "rich", "14.0")
    install(root, "own", "1.0")
    stale = "echo 'error: The lockfile at `uv.lock` needs to be updated' >&2; exit 1"
    monkeypatch.setenv("PATH", f"{stand_in(tmp_path / 'bin', '99.0', stale).parent}:/usr/bin:/bin")
    assert codes(root, "SB303") == ["SB303"]
    assert only(root, "SB406").what == (
        "The environment in .venv does not match the lock: idna is missing and rich has another "
        "version."
    )
    install(root, "idna", "3.10")
    (packages,) = (root / ".venv" / "lib").glob("python3*/site-packages")
    shutil.rmtree(packages / "rich-14.0.dist-info")
    install(root, "rich", "15.0")
    assert codes(root, "SB406") == []


def test_variables_do_not_change_the_verdict(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("UV_FROZEN", "UV_LOCKED", "UV_NO_DEV", "UV_NO_INSTALL_PROJECT")
    seen = tmp_path / "seen"
    shown = (*names, "UV_OFFLINE", "UV_PYTHON_DOWNLOADS", "UV_HTTP_RETRIES")
    told = "".join(f'echo "$1 {name} ${name}" >>"{seen}"; ' for name in shown)
    monkeypatch.setenv("PATH", f"{stand_in(tmp_path / 'bin', '99.0', told).parent}:/usr/bin:/bin")
    for name in (*names, "UV_OFFLINE"):
        monkeypatch.setenv(name, "1")
    assert codes(root, "SB303", "SB406") == []
    said = sorted(seen.read_text().splitlines())
    none = [f"{verb} {name} " for verb in ("lock", "sync") for name in names]
    kept = ["lock UV_OFFLINE 1", "sync UV_OFFLINE 1"]
    # to be asked is no reason to fetch a Python
    never = ["lock UV_PYTHON_DOWNLOADS never", "sync UV_PYTHON_DOWNLOADS never"]
    # nor to wait for a network that is not there
    once = ["lock UV_HTTP_RETRIES 1", "sync UV_HTTP_RETRIES 1"]
    assert said == sorted([*none, *kept, *never, *once])
    seen.unlink()
    monkeypatch.setenv("UV_HTTP_RETRIES", "5")
    assert codes(root, "SB303", "SB406") == []
    assert "lock UV_HTTP_RETRIES 5" in seen.read_text().splitlines()


def test_a_distribution_that_is_there_twice(root: Path) -> None:
    install(root, "left_over", "1.0")
    assert codes(root, "SB407") == []
    install(root, "Left.Over", "2.0")
    assert only(root, "SB407").what == "left-over is installed twice in .venv: 1.0 and 2.0."


def test_one_from_conda_and_from_pypi(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(CONDA)
    packages = tmp_path / ".conda" / "lib" / "python3.12" / "site-packages"
    meta = tmp_path / ".conda" / "conda-meta"
    meta.mkdir(parents=True)
    for conda, python, version, by in [
        ("numpy", "numpy", "2.0", "conda"),
        ("pytorch", "torch", "2.9", "pip"),
        ("attrs", "attrs", "25.1", "pip"),
        ("", "rich", "14.0", "uv"),
    ]:
        folder = packages / f"{python}-{version}.dist-info"
        folder.mkdir(parents=True)
        (folder / "INSTALLER").write_text(f"{by}\n")
        listed = [] if python == "torch" else [f"lib/x/{folder.name}/RECORD"]
        if conda:
            (meta / f"{conda}-{version}-py_0.json").write_text(json.dumps({"files": listed}))
    (found,) = report(tmp_path, "SB408").examined.findings
    assert found.what == ("torch 2.9 in .conda comes from PyPI, but conda has installed it, too.")


def test_an_environment_of_conda(tmp_path: Path) -> None:
    from seedbed.managers.conda import stamp

    (tmp_path / "pyproject.toml").write_text(CONDA)
    (tmp_path / "environment.yml").write_text("dependencies:\n  - python >=3.11\n")
    prefix = tmp_path / ".conda"
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin" / "python").symlink_to("/bin/sh")
    (prefix / "conda-meta").mkdir()
    (prefix / "conda-meta" / "python-3.10.2-h1_0.json").write_text("{}")
    stamp.write(str(prefix), stamp.wanted(str(tmp_path), str(prefix), ["environment.yml"]))
    assert only(tmp_path, "SB405").what == (
        "The environment has Python 3.10.2, but the project requires >=3.11."
    )
    (prefix / "conda-meta" / "python-3.10.2-h1_0.json").rename(
        prefix / "conda-meta" / "python-3.12.2-h1_0.json"
    )
    assert codes(tmp_path, "SB4") == []
    (tmp_path / "environment.yml").write_text("dependencies:\n  - python >=3.12\n")
    assert codes(tmp_path, "SB406") == ["SB406"]


@pytest.mark.slow  # nothing else needs the channel every day, which takes most of the time
@pytest.mark.network
def test_an_environment_of_the_real_pixi(
    tmp_path: Path, pixi_with_channel: Pixi, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    for name, value in pixi_with_channel.variables.items():
        monkeypatch.setenv(name, value)
    pixi_with_channel.run("install", "--environment", "dev", cwd=root)
    examined = report(root, "SB1", "SB2", "SB3", "SB4").examined
    assert [(one.code, one.what) for one in examined.findings if not one.advice] == []
    assert not examined.waiting
    assert not examined.faults
    (meta,) = (root / ".pixi" / "envs" / "dev" / "conda-meta").glob("python-3*.json")
    meta.rename(meta.with_name("python-3.13.99-0_x.json"))
    assert only(root, "SB406").what == (
        "The environment in .pixi/envs/dev does not match the lock: a sync would install "
        f"{meta.stem} and remove python-3.13.99-0_x."
    )
    meta.with_name("python-3.13.99-0_x.json").rename(meta)
    assert codes(root, "SB406") == []


@pytest.mark.parametrize(
    ("name", "value", "code", "what"),
    [
        ("UV_FROZEN", "1", "SB451", "uv uses uv.lock as it is, even if it no longer matches."),
        ("UV_NO_DEV", "true", "SB452", "uv leaves out the group 'dev', which the tasks need."),
        ("UV_PYTHON", "3.10", "SB453", "UV_PYTHON is set to '3.10'."),
        ("PYTHONPATH", "/opt/ros", "SB454", "PYTHONPATH names /opt/ros."),
        ("PYTHONHOME", "/opt/python", "SB454", "PYTHONHOME is set to /opt/python."),
        ("VIRTUAL_ENV", "/home/ada/b/.venv", "SB455", "VIRTUAL_ENV names /home/ada/b/.venv"),
        ("CONDA_PREFIX", "/opt/conda/envs/b", "SB455", "CONDA_PREFIX names /opt/conda/envs/b"),
        ("PIP_TARGET", "/srv/all", "SB456", "PIP_TARGET is set to '/srv/all'."),
        ("UV_OFFLINE", "yes", "SB457", "UV_OFFLINE is set."),
        ("UV_DEFAULT_INDEX", "https://ada:secret@example.org", "SB458", "UV_DEFAULT_INDEX is set."),
    ],
)
def test_a_variable(
    shared: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: str, what: str
) -> None:
    monkeypatch.delenv(name, raising=False)
    assert codes(shared, code) == []
    monkeypatch.setenv(name, value)
    found = only(shared, code)
    assert what in found.what
    assert "secret" not in f"{found.what}{found.how}"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("UV_FROZEN", "false", "SB451"),
        ("UV_NO_DEV", "0", "SB452"),
        ("PYTHONPATH", "src", "SB454"),
        ("VIRTUAL_ENV", ".venv", "SB455"),
        ("PIP_USER", "no", "SB456"),
    ],
)
def test_a_harmless_value(
    shared: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: str
) -> None:
    monkeypatch.setenv(name, str(shared / value) if value[0] in ".s" else value)
    assert codes(shared, code) == []


def test_the_base_of_conda_is_no_other_project(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONDA_PREFIX", "/opt/conda")
    monkeypatch.setenv("CONDA_DEFAULT_ENV", "base")
    assert codes(shared, "SB455") == []


def test_poetry_is_silenced_by_a_word_for_no(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text(BARE.replace('"uv"', '"poetry"'))
    monkeypatch.setenv("POETRY_VIRTUALENVS_CREATE", "true")
    assert codes(tmp_path, "SB452") == []
    monkeypatch.setenv("POETRY_VIRTUALENVS_CREATE", "false")
    assert only(tmp_path, "SB452").what.startswith("POETRY_VIRTUALENVS_CREATE=false is set: ")
