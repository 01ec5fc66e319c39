"""`seedbed verify` where somebody plants programs that it or Python would run."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from attacked import SITE, planted, told

from seedbed.cli import main
from seedbed.commands.verify import Wanted, verify


def test_a_script_in_place_of_python(inside: Path, ran: Path) -> None:
    real = os.path.realpath(inside / "bin/python")
    planted(inside / "bin/python", ran, real)
    home = os.path.dirname(os.readlink(inside.parent.parent / "kept/bin/python"))
    assert told() == [("interpreter", "bin/python", f"isn't the interpreter in {home}")]
    assert not ran.exists()


@pytest.mark.parametrize("place", ["open", "on"])
def test_a_python_that_other_users_can_change(
    place: str, inside: Path, ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python, link = tmp_path / "open/python3", inside / "bin/python"
    home = os.path.dirname(os.readlink(link))
    planted(python, ran, os.path.realpath(link))
    link.unlink()
    link.symlink_to(python)
    settings = inside / "pyvenv.cfg"
    settings.write_text(settings.read_text().replace(home, str(python.parent)))
    python.parent.chmod(0o777)
    why = "which other users can change; if you trust it, put its folder on PATH"
    assert told() == [("interpreter", "bin/python", f"leads to {python}, {why}")]
    assert not ran.exists()
    (tmp_path / "on").mkdir()
    (tmp_path / "on/python3").symlink_to(python)
    monkeypatch.setenv("PATH", str(tmp_path / place), prepend=os.pathsep)
    assert "interpreter" not in {kind for kind, _, _ in told()}
    assert ran.exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("name", ["python3", "bin/python3"])
def test_a_link_of_other_users_to_a_python_on_path(
    name: str, inside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, settings, other = inside / "bin/python", inside / "pyvenv.cfg", tmp_path / "other"
    home, python = os.path.dirname(os.readlink(link)), other / name
    other.mkdir()
    (other / "bin").symlink_to(home)
    (other / "python3").symlink_to(os.path.realpath(link))
    os.chown(other, 12345, -1)
    link.unlink()
    link.symlink_to(python)
    settings.write_text(settings.read_text().replace(home, str(python.parent)))
    monkeypatch.setenv("PATH", home, prepend=os.pathsep)
    why = "which other users can change; if you trust it, put its folder on PATH"
    assert told() == [("interpreter", "bin/python", f"leads to {python}, {why}")]


def test_an_interpreter_in_the_environment(inside: Path, ran: Path) -> None:
    place = inside / "bin/own/python3.11"
    planted(place, ran, os.path.realpath(inside / "bin/python"))
    (inside / "bin/python").unlink()
    (inside / "bin/python").symlink_to(place)
    settings = inside / "pyvenv.cfg"
    lines = settings.read_text().splitlines()
    settings.write_text("\n".join([f"home = {place.parent}", *lines[1:]]) + "\n")
    what = f"stands on {place.parent}, which pyvenv.cfg names as home"
    assert ("interpreter", "bin/python", what) in told()
    assert not ran.exists()


def test_what_python_runs_at_its_start(
    inside: Path, ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inside / SITE / "evil.pth").write_text(f"import os; open({str(ran)!r}, 'w')\n")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))  # uv knows no interpreter yet
    subprocess.run([inside / "bin/python", "-c", ""], check=True)
    assert ran.exists()
    ran.unlink()
    what = "belongs to no package, and Python runs it at each start"
    assert told() == [("unowned", f"{SITE}/evil.pth", what)]
    assert not ran.exists()


def test_a_uv_in_an_active_environment(
    inside: Path, ran: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = shutil.which("uv")
    assert found is not None
    planted(inside / "bin/uv", ran, found)
    monkeypatch.setenv("PATH", f"{inside}/bin{os.pathsep}{os.environ['PATH']}")
    assert told() == [("unowned", "bin/uv", "belongs to no package")]
    assert not ran.exists()
    assert os.environ["PATH"].startswith(f"{inside}/bin")


def test_a_home_before_the_other(inside: Path) -> None:
    settings = inside / "pyvenv.cfg"
    home = settings.read_text().splitlines()[0].partition(" = ")[2]
    settings.write_text(f"home = /elsewhere/bin\n{settings.read_text()}")
    real = os.path.realpath(inside / "bin/python")
    what = f"leads to {real}, but pyvenv.cfg names /elsewhere/bin, {home}"
    assert told() == [("interpreter", "bin/python", what)]


def test_a_prompt_that_is_a_command(inside: Path) -> None:
    shutil.rmtree(inside)
    words = ["uv", "venv", "--quiet", "--prompt", "a$(touch ran)"]
    subprocess.run(words, cwd=inside.parent, check=True)
    what = "sets a prompt that a shell can take for a command: a$(touch ran)"
    assert ("environment", "pyvenv.cfg", what) in told()


@pytest.mark.parametrize("how", ["gone", "empty", "pipe", "folder"])
def test_settings_that_say_nothing(how: str, inside: Path) -> None:
    path = inside / "pyvenv.cfg"
    path.unlink()
    if how == "empty":
        path.write_text("\n")
    elif how == "pipe":
        os.mkfifo(path)
    elif how == "folder":
        path.mkdir()
    expected = {
        "gone": ("missing", "pyvenv.cfg", "is missing"),
        "folder": ("missing", "pyvenv.cfg", "is missing"),
        "empty": ("environment", "pyvenv.cfg", "has no settings"),
        "pipe": ("environment", "pyvenv.cfg", "has no settings"),
    }
    assert told() == [expected[how]]


def test_settings_with_zero_bytes(inside: Path) -> None:
    settings = inside / "pyvenv.cfg"
    text = settings.read_text()
    home = text.splitlines()[0].removeprefix("home = ")
    settings.write_text(text.replace("home = ", "home = /x\0"))
    what = f"stands on /x\0{home}, which pyvenv.cfg names as home"
    assert told() == [("interpreter", "bin/python", what)]
    settings.write_text(f"{text}prompt = a\0b\n")
    what = "sets a prompt that a shell can take for a command: plot, a\0b"
    assert ("environment", "pyvenv.cfg", what) in told()


def test_a_comment_that_is_code_in_another_encoding(inside: Path) -> None:
    script = inside / "bin/loam-deep"
    text = script.read_text().replace("utf-8 -*-", "utf-7 +AAo-print(1)+ADs-")
    script.write_text(text)
    what = "doesn't just start loam.deep.layers:LAYERS.copy"
    assert told() == [("script", "bin/loam-deep", what)]


def test_permissions_of_a_script_of_the_environment(inside: Path) -> None:
    (inside / "bin/activate").chmod(0o666)
    what = "has permissions that its maker doesn't give (0666)"
    assert told() == [("mode", "bin/activate", what)]


@pytest.mark.parametrize("version", ["0.1.0", ""])
def test_links_and_permissions_whatever_uv_made_it(
    version: str, inside: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = inside / "pyvenv.cfg"
    lines = settings.read_text().splitlines()
    lines = [f"uv = {version}" if one.startswith("uv = ") else one for one in lines]
    settings.write_text("\n".join([*lines, ""]))
    (inside / "bin/python3").unlink()
    (inside / "bin/python3").symlink_to(tmp_path / "python3")
    (inside / "lib64").unlink(missing_ok=True)
    (inside / "lib64").symlink_to(tmp_path)
    (inside / "bin/activate").chmod(0o4777)
    expected = [
        ("mode", "bin/activate", "has permissions that its maker doesn't give (4777)"),
        ("linked", "bin/python3", "should be a link to python"),
        ("linked", "lib64", "should be a link to lib"),
    ]
    assert told() == expected
    core = inside / SITE / "loam/core.py"
    core.unlink()
    core.write_text("changed\n")
    capsys.readouterr()
    assert main(["verify", "--repair", "--yes"]) == 1
    assert capsys.readouterr().err == (
        "error: bin/python3 differs, so uv could start another program in the place of Python.\n"
        f"hint: Remove {inside}, then install again.\n"
    )


def test_scripts_that_another_uv_wrote(inside: Path) -> None:
    settings, activate = inside / "pyvenv.cfg", inside / "bin/activate"
    text = settings.read_text()
    here = text.split("uv = ")[1].split("\n")[0]
    activate.write_text(activate.read_text() + "# more\n")
    (inside / "bin/activate.nu").unlink()
    differs = [
        ("environment", "bin/activate", "differs from what uv writes"),
        ("missing", "bin/activate.nu", "is missing"),
    ]
    assert told() == differs
    settings.write_text(text.replace(f"uv = {here}", "uv = 0.1.0"))
    found = verify(Wanted(offline=True))
    assert (found.status, found.differences) == (3, ())
    (sentence,) = found.wanting
    assert sentence == (
        f"uv 0.1.0 made this environment, but {here} is here, which writes these files "
        "differently: bin/activate, bin/activate.nu."
    )
    prompt = settings.read_text().replace("prompt = plot", "prompt = a$(touch ran)")
    settings.write_text(prompt)
    what = "sets a prompt that a shell can take for a command: a$(touch ran)"
    assert [one.what for one in verify(Wanted(offline=True)).differences] == [what]
