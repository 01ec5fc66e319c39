"""`seedbed verify` where pip lies in an environment, or packages outside of it can be imported."""

from __future__ import annotations

import importlib.util
import marshal
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import verify_wheels

from seedbed.cli import main
from seedbed.commands.verify import Verification, Wanted, verify


@pytest.fixture
def plot(
    tmp_path: Path, need: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Verification]:
    """Writes wheels and a lock of them, and verifies an environment of them in `.venv`."""
    need("uv")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "known"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.chdir(tmp_path)
    for name, version in (("silt", "1.0"), ("pip", "99.0")):
        files = {f"{name}/__init__.py": b"X = 1\n", f"{name}/more.py": b"Y = 2\n"}
        if name == "pip":
            files["pip-99.0.dist-info/entry_points.txt"] = b"[console_scripts]\npip = pip:X\n"
        verify_wheels.wheel(tmp_path / "wheels", name, version, files)

    def verified(*names: str) -> Verification:
        lines = ['lock-version = "1.0"', 'created-by = "us"']
        for path in sorted((tmp_path / "wheels").glob("*.whl")):
            name, version = path.name.split("-")[:2]
            if name in names:
                digest = sha256(path.read_bytes()).hexdigest()
                archive = f'path = "wheels/{path.name}", hashes.sha256 = "{digest}"'
                lines += ["[[packages]]", f'name = "{name}"', f'version = "{version}"']
                lines.append(f"wheels = [{{ {archive} }}]")
        (tmp_path / "pylock.toml").write_text("\n".join(lines))
        return verify(Wanted(lock="pylock.toml"))

    return verified


def run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


def said(found: Verification) -> list[str]:
    """What differs, as people read it, but for where Python finds packages."""
    assert found.wanting == ()
    return [
        f"{one.path.rpartition('site-packages/')[2]} ({one.package}) {one.what}"
        for one in found.differences
    ]


UNLOCKED = " (pip 99.0) isn't in the lock, so that its files were compared with its own RECORD only"


def test_another_pip_than_that_of_venv(plot: Callable[..., Verification], tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", ".venv")
    run(".venv/bin/python", "-m", "pip", "install", "silt", "pip==99.0")
    site = next(tmp_path.glob(".venv/lib/*/site-packages"))
    (site / "silt/more.py").write_text("Y = 333\n")
    (site / "pip/more.py").write_text("Y = 333\n")
    found = plot("silt")
    changed = ["pip/more.py (pip 99.0) was changed", "silt/more.py (silt 1.0) was changed"]
    assert said(found) == [UNLOCKED, *changed]
    levels = {"silt 1.0": "wheel", "pip 99.0": "nothing"}
    assert {one.title: one.level for one in found.proofs} == levels


@pytest.mark.slow
def test_a_pip_that_the_lock_has(plot: Callable[..., Verification]) -> None:
    run(sys.executable, "-m", "venv", ".venv")
    run(".venv/bin/python", "-m", "pip", "install", "silt", "pip==99.0")
    found = plot("silt", "pip")
    assert said(found) == []
    levels = {"silt 1.0": "wheel", "pip 99.0": "wheel"}
    assert {one.title: one.level for one in found.proofs} == levels


def test_what_venv_puts_in_beside_sources(
    plot: Callable[..., Verification], tmp_path: Path
) -> None:
    run(sys.executable, "-m", "venv", ".venv")
    run("uv", "pip", "install", "silt")
    source = next(tmp_path.glob(".venv/lib/*/site-packages/pip/__init__.py"))
    path = Path(importlib.util.cache_from_source(str(source)))
    path.write_bytes(path.read_bytes()[:16] + marshal.dumps(compile("leak()", str(source), "exec")))
    record = next(source.parents[1].glob("pip-*.dist-info/RECORD"))
    with record.open("a") as file:
        file.write("silt/__init__.py,,\n")
    (tmp_path / ".venv/.gitignore").unlink(missing_ok=True)
    (tmp_path / ".venv/.gitignore").symlink_to("elsewhere")
    (tmp_path / ".venv/bin/pip3").chmod(0o644)
    other = f"lib/{source.parents[2].name}/site-packages/silt/__init__.py"
    assert said(plot("silt")) == [
        ".gitignore () isn't a regular file",
        "bin/pip3 () isn't executable",
        f"{record.parent.name}/RECORD () lists {other}, which venv doesn't list",
        f"pip/__pycache__/{path.name} () doesn't come from its source",
    ]


@pytest.mark.slow
def test_no_pip_where_venv_put_one(plot: Callable[..., Verification], tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", ".venv")
    run(".venv/bin/python", "-m", "pip", "install", "silt")
    assert said(plot("silt")) == []
    run(".venv/bin/python", "-m", "pip", "uninstall", "--yes", "pip")
    left = next(tmp_path.glob(".venv/lib/*/site-packages")) / "pip/__init__.py"
    left.parent.mkdir(exist_ok=True)
    left.write_text("")
    assert said(plot("silt")) == ["pip/__init__.py () belongs to no package"]


def test_what_uv_seeds(plot: Callable[..., Verification], tmp_path: Path) -> None:
    for name in ("setuptools", "wheel"):
        verify_wheels.wheel(tmp_path / "wheels", name, "99.0", {f"{name}.py": b"Z = 1\n"})
    run("uv", "venv", "--seed", "--python", sys.executable)
    run("uv", "pip", "install", "silt")
    assert "seed = true" in (tmp_path / ".venv/pyvenv.cfg").read_text()
    unlocked = [one for one in said(plot("silt")) if not one.startswith((" (setup", " (wheel"))]
    assert unlocked == [UNLOCKED]
    activate = tmp_path / ".venv/bin/activate"
    activate.write_text(activate.read_text() + "leak\n")
    assert ".venv/bin/activate () differs from what uv writes" in {
        f".venv/{one}" for one in said(plot("silt"))
    }


OUTSIDE = (
    "pyvenv.cfg lets Python import packages from outside of the environment "
    "(include-system-site-packages). They aren't proved."
)


@pytest.mark.parametrize("maker", ["uv", "venv"])
def test_packages_outside_of_the_environment(
    maker: str, plot: Callable[..., Verification], tmp_path: Path
) -> None:
    words = {
        "uv": ("uv", "venv", "--python", sys.executable),
        "venv": (sys.executable, "-m", "venv", "--without-pip"),
    }[maker]
    run(*words, "--system-site-packages", ".venv")
    run("uv", "pip", "install", "silt")
    found = plot("silt")
    assert (said(found), found.status, found.notes) == ([], 0, (OUTSIDE,))
    settings = tmp_path / ".venv/pyvenv.cfg"
    settings.write_text(settings.read_text().replace("packages = true", "packages = True"))
    assert said(plot("silt")) == [
        f"pyvenv.cfg () differs from what {maker} writes: include-system-site-packages"
    ]


@pytest.mark.parametrize(
    "called",
    [
        "python3",
        pytest.param("python3.11", marks=pytest.mark.slow),
        pytest.param("python", marks=pytest.mark.slow),
    ],
)
def test_each_name_by_which_venv_was_called(
    called: str, plot: Callable[..., Verification], tmp_path: Path
) -> None:
    home = Path(sys._base_executable).resolve().parent  # type: ignore[attr-defined]
    if not (home / called).exists():
        pytest.skip(f"no {called} in {home}")
    run(str(home / called), "-m", "venv", ".venv")
    run(".venv/bin/python", "-m", "pip", "install", "silt")
    assert said(plot("silt")) == []
    first, _, rest = (tmp_path / ".venv/bin/pip").read_text().partition("\n")
    assert first == f"#!{tmp_path}/.venv/bin/{called}"
    if called != "python3":
        return
    wrong = {
        "pip": f"#!{tmp_path}/python3\n{rest}",
        "pip3": rest,
        "pip3.11": f"{first}\nimport os\n{rest}",
    }
    for name, text in wrong.items():
        (tmp_path / ".venv/bin" / name).write_text(text)
    assert [one for one in said(plot("silt")) if "/RECORD" not in one] == [
        "bin/pip () differs from what venv writes",
        "bin/pip3 () differs from what venv writes",
        "bin/pip3.11 () differs from what venv writes",
    ]


def test_an_interpreter_that_was_copied(plot: Callable[..., Verification], tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "--copies", "--without-pip", ".venv")
    run("uv", "pip", "install", "silt")
    python = tmp_path / ".venv/bin/python3"
    assert (python.is_file(), python.is_symlink()) == (True, False)
    assert said(plot("silt")) == []
    python.chmod(0o4755)
    assert said(plot("silt")) == [
        "bin/python3 () has permissions that its maker doesn't give (4755)"
    ]
    python.write_bytes(python.read_bytes() + b"1")
    assert [one.partition(" to ")[0] for one in said(plot("silt"))] == [
        "bin/python3 () should be a link"
    ]


UNMADE = "virtualenv made this environment, and can't make another one to compare with."


@pytest.fixture
def alone(
    plot: Callable[..., Verification],
    tmp_path: Path,
    need: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., list[str]]:
    """Says what differs in an environment of a virtualenv that is gone."""
    run(need("virtualenv"), "--quiet", "--no-periodic-update", "-p", sys.executable, ".venv")
    run("uv", "pip", "install", "silt")
    site = next(tmp_path.glob(".venv/lib/*/site-packages"))
    (site / "_virtualenv.py").write_text("1\n")
    (site / "_virtualenv.pth").write_text("import _virtualenv")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "uv").symlink_to(str(shutil.which("uv")))
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin")

    def told() -> list[str]:
        found = plot("silt")
        assert found.wanting == (UNMADE,)
        [note] = found.notes
        assert "/_virtualenv.py" in note
        assert " at each start, and there's nothing to compare " in note
        assert found.status == (1 if found.differences else 3)
        return [
            f"{one.path.rpartition('site-packages/')[2]} {one.what}" for one in found.differences
        ]

    return told


def test_a_maker_that_is_gone(alone: Callable[..., list[str]], tmp_path: Path) -> None:
    assert alone() == []
    site = next(tmp_path.glob(".venv/lib/*/site-packages"))
    for name in ("pip/fast.so", "pip.pth", "_virtualenv.pth", "pip/more.py"):
        (site / name).write_text("import os\n")
    with next(site.glob("pip-*.dist-info/RECORD")).open("a") as file:
        file.write("pip/fast.so,,\npip.pth,,\n_virtualenv.pth,,\nsilt/evil.py,,\n")
    (site / "silt/evil.py").write_text("")
    (site / "silt/more.py").write_text("Y = 333\n")
    bin_ = tmp_path / ".venv/bin"
    (bin_ / "activate").chmod(0o4777)
    (bin_ / "activate.evil").write_text("")
    (bin_ / "python3").unlink()
    (bin_ / "python3").symlink_to(tmp_path / "python3")
    assert alone() == [
        "bin/activate has permissions that its maker doesn't give (4777)",
        "bin/activate.evil belongs to no package",
        f"bin/python3 should be a link to {os.readlink(bin_ / 'python')}",
        "_virtualenv.pth belongs to no package, and Python runs it at each start",
        "pip.pth belongs to no package, and Python runs it at each start",
        "pip/fast.so belongs to no package, and Python may load it as a module",
        "pip/more.py belongs to no package",
        "silt/evil.py belongs to no package",
        "silt/more.py was changed",
    ]


PRECEDENCE = (
    b"import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == "
    b"'local'; enabled and __import__('_distutils_hack').add_shim(); "
)


def test_what_setuptools_runs_at_each_start_stays(
    plot: Callable[..., Verification],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("UV_LINK_MODE", "copy")
    ran = tmp_path / "ran"
    hack = f"def add_shim():\n    open({str(ran)!r}, 'w')\n".encode()
    files = {"distutils-precedence.pth": PRECEDENCE, "_distutils_hack/__init__.py": hack}
    verify_wheels.wheel(tmp_path / "wheels", "setuptools", "99.0", files)
    run("uv", "venv", "--python", sys.executable)
    run("uv", "pip", "install", "silt", "setuptools")
    ran.unlink(missing_ok=True)
    unlocked = UNLOCKED.replace("pip", "setuptools")
    assert said(plot("silt")) == [unlocked]
    site = next(tmp_path.glob(".venv/lib/*/site-packages"))
    (site / "silt/more.py").write_text("Y = 333\n")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "other"))  # uv knows no interpreter yet
    assert main(["verify", "--lock", "pylock.toml", "--repair", "--yes"]) == 1
    assert not ran.exists()
    assert (site / "silt/more.py").read_text() == "Y = 2\n"
    assert (site / "distutils-precedence.pth").read_bytes() == PRECEDENCE
    assert said(plot("silt")) == [unlocked]
    with (site / "distutils-precedence.pth").open("a") as file:
        file.write("\nimport os\n")
    assert (
        "distutils-precedence.pth (setuptools 99.0) belongs to a package that the lock doesn't "
        "have, and Python runs it at each start"
    ) in said(plot("silt"))

    own, held = (site / f"distutils-precedence.pth{end}" for end in ("", ".held-back"))
    own.write_bytes(PRECEDENCE)
    own.rename(held)  # as a repair leaves it that is killed while it runs uv
    capsys.readouterr()
    assert main(["verify", "--lock", "pylock.toml", "--repair", "--yes"]) == 1
    path = held.relative_to(tmp_path / ".venv")
    line = f"  put back what an interrupted repair renamed: {path}\n"
    assert line in capsys.readouterr().out
    assert (own.exists(), held.exists(), ran.exists()) == (True, False, False)
    assert said(plot("silt")) == [unlocked]
    other = site / "_virtualenv.pth"
    for one in (held, other.with_name(f"{other.name}.held-back")):
        one.write_text("import os\n")  # beside the file itself, or in its place, it's anybody's
    assert main(["verify", "--lock", "pylock.toml", "--repair", "--yes"]) == 1
    assert "  move 2 files to " in capsys.readouterr().out
    assert not other.exists()
    assert said(plot("silt")) == [unlocked]


def test_what_virtualenv_puts_in(
    plot: Callable[..., Verification], need: Callable[[str], str]
) -> None:
    # setuptools brings other distributions, each with a RECORD that isn't the environment's
    run(need("virtualenv"), "--quiet", "--no-periodic-update", "-p", sys.executable, ".venv")
    run("uv", "pip", "install", "silt")
    assert said(plot("silt")) == []
