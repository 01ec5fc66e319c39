"""Ways to change an environment behind the back of `seedbed verify`: each is told, none runs."""

from __future__ import annotations

import base64
import importlib.util
import json
import marshal
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import small_index
import verify_wheels
from pixi_runs import served

from seedbed.cli import main
from seedbed.commands.verify import Verification, Wanted, verify
from seedbed.errors import SeedbedError
from seedbed.verify.distributions import Distribution, twice
from seedbed.verify.values import Difference

SITE = "lib/python3.11/site-packages"
CACHED = f"{SITE}/loam/__pycache__/core.cpython-311.pyc"
UNCHECKED = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]) -> Iterator[Path]:
    """A synced project with an editable package, whose archives are known; `kept` is a copy."""
    need("uv")
    top = tmp_path_factory.mktemp("attacks")
    with served(verify_wheels.index(top / "index")) as address:
        root = verify_wheels.project(top / "plot", address)
        small_index.toolkit(top / "toolkit")
        manifest = root / "pyproject.toml"
        sources = '[tool.uv.sources]\ntoolkit = { path = "../toolkit", editable = true }\n'
        text = manifest.read_text().replace('"peat"]', '"peat", "toolkit"]')
        manifest.write_text(f"{text}\n{sources}")
        verify_wheels.sync(root, top / "cache")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(top / "known"))
            patch.setenv("UV_CACHE_DIR", str(top / "cache"))
            patch.chdir(root)
            found = verify(Wanted())
            assert (found.status, found.differences) == (0, ())
            shutil.copytree(root / ".venv", top / "kept", symlinks=True)
            yield root


@pytest.fixture
def inside(made: Path) -> Path:
    """The environment as it was synced."""
    verify_wheels.restore(made / ".venv", made.parent / "kept")
    return made / ".venv"


def told(**wanted: object) -> list[tuple[str, str, str]]:
    """What is found: kind, path, and sentence."""
    found = verify(Wanted(offline=True, **wanted))  # type: ignore[arg-type]
    assert found.status == (1 if found.differences else 0), found.wanting
    return [(one.kind, one.path, one.what) for one in found.differences]


def listed(inside: Path, path: str, *, record: str = "toolkit-0.1") -> None:
    """Let a package's RECORD claim a file with its very hash."""
    data = (inside / SITE / path).read_bytes()
    digest = base64.urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()
    with (inside / SITE / f"{record}.dist-info/RECORD").open("a") as file:
        file.write(f"{path},sha256={digest},{len(data)}\n")


def compiled(inside: Path, body: bytes) -> None:
    """Put bytes where Python looks for what it compiled of `loam/core.py`."""
    (inside / CACHED).parent.mkdir(exist_ok=True)
    (inside / CACHED).write_bytes(UNCHECKED + body)


def evil(text: str = "import os\n") -> bytes:
    return marshal.dumps(compile(text, "x", "exec"))


# --- what a RECORD of a build may not speak for ---------------------------------------------------


def test_a_build_claims_a_file_of_an_archive(inside: Path) -> None:
    (inside / SITE / "marl.py").write_text("evil()\n")
    listed(inside, "marl.py")
    listed(inside, "marl.py", record="marl-2.0")
    assert told() == [("changed", f"{SITE}/marl.py", "was changed")]


def test_a_build_claims_a_compiled_file(inside: Path) -> None:
    compiled(inside, evil())
    listed(inside, CACHED.removeprefix(f"{SITE}/"))
    assert told() == [("compiled", CACHED, "doesn't come from its source")]
    found = told(level="record")
    assert found == [("compiled", CACHED, "doesn't come from its source")]


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("marl.cpython-311-x86_64-linux-gnu.so", "marl.py"),
        ("marl.abi3.so", "marl.py"),
        ("marl/__init__.py", "marl.py"),
        ("peat/__init__.so", "peat/__init__.py"),
    ],
)
def test_a_build_hides_a_module_of_an_archive(path: str, other: str, inside: Path) -> None:
    (inside / SITE / path).parent.mkdir(exist_ok=True)
    (inside / SITE / path).write_bytes(b"evil")
    listed(inside, path)
    assert told() == [("paths", f"{SITE}/{path}", f"can hide {SITE}/{other}")]


def test_what_a_build_runs_at_each_start(inside: Path) -> None:
    (inside / SITE / "hook.pth").write_text("import os; os.getcwd()\n")
    (inside / SITE / "sitecustomize.py").write_text("import os\n")
    listed(inside, "hook.pth")
    listed(inside, "sitecustomize.py")
    found = verify(Wanted(offline=True))
    assert found.status == 0
    assert [one for one in found.notes if "start" in one] == [
        "Python runs hook.pth at each start, and only a build vouches for it: toolkit 0.1.",
        "Python runs sitecustomize.py at each start, and only a build vouches for it: toolkit 0.1.",
    ]


@pytest.mark.parametrize("said", ["", "other", "same"])
def test_a_build_adds_another_folder_to_the_path(said: str, inside: Path, made: Path) -> None:
    """What a package notes of its own folder doesn't count: the lock says where that is."""
    own, other = made.parent / "toolkit", made.parent / "elsewhere"
    note = inside / SITE / "toolkit-0.1.dist-info/direct_url.json"
    direct = json.loads(note.read_text())
    note.unlink()
    if said == "other":
        note.write_text(json.dumps({**direct, "url": other.as_uri()}))
    elif said == "same":
        note.write_text(json.dumps(direct))
    record = note.with_name("RECORD")
    rows = record.read_text().splitlines(keepends=True)
    record.write_text("".join(one for one in rows if "direct_url" not in one))
    (inside / SITE / "seed.pth").write_text(f"{own}\n{other}\n{inside}/more\n")
    (inside / SITE / "large.pth").write_text("#\0" + "-" * (1 << 16) + f"\n{other}\n")
    listed(inside, "seed.pth")
    listed(inside, "large.pth")
    large = "is too large for a .pth file"
    away = f"adds {other} to Python's path, which isn't in {own}"
    within = f"adds {inside}/more, a folder of the environment, to Python's path"
    assert told() == [
        ("paths", f"{SITE}/large.pth", large),
        ("paths", f"{SITE}/seed.pth", away),
        ("paths", f"{SITE}/seed.pth", within),
    ]


def test_an_editable_package_whose_lock_names_an_archive(inside: Path, made: Path) -> None:
    folder, lock = made.parent / "toolkit", made / "uv.lock"
    (inside / SITE / "seed.pth").write_text(f"{folder}\n")
    listed(inside, "seed.pth")
    kept, archive = lock.read_text(), '{ path = "a.tar.gz" }\nsdist = { hash = "sha256:00" }'
    lock.write_text(kept.replace('{ editable = "../toolkit" }', archive))
    try:
        found = [said for kind, _, said in told() if kind == "paths"]
    finally:
        lock.write_text(kept)
    assert found == [f"adds {folder} to Python's path, but the lock names no folder"]


def test_a_project_that_uv_never_installs(inside: Path) -> None:
    info = inside / SITE / "plot-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: plot\nVersion: 0.1.0\n")
    (info / "RECORD").write_text("plot-0.1.0.dist-info/RECORD,,\n")
    (inside / SITE / "evil.py").write_text("import os\n")
    listed(inside, "plot-0.1.0.dist-info/METADATA", record="plot-0.1.0")
    listed(inside, "evil.py", record="plot-0.1.0")
    assert told() == [("not-in-lock", "", "is installed, but the lock doesn't have it")]


def test_rows_without_a_hash_are_counted(inside: Path) -> None:
    (inside / SITE / "more.py").write_text("import os\n")
    with (inside / SITE / "toolkit-0.1.dist-info/RECORD").open("a") as file:
        file.write("more.py,,\n")
    found = verify(Wanted(offline=True))
    why = {one.name: one.why for one in found.proofs}["toolkit"]
    assert why.endswith("its RECORD has no hash for 4 files")


@pytest.mark.parametrize("level", ["record", "wheel"])
def test_a_record_that_is_gone(level: str, inside: Path) -> None:
    record = f"{SITE}/toolkit-0.1.dist-info/RECORD"
    (inside / record).unlink()
    assert ("metadata", record, "is missing, so nothing says what it has") in told(level=level)
    assert told(level=level, packages=("toolkit",)) == [
        ("metadata", record, "is missing, so nothing says what it has")
    ]


def test_metadata_that_is_there_twice(inside: Path) -> None:
    other = inside / SITE / "Loam-1.0.dist-info"
    shutil.copytree(inside / SITE / "loam-1.0.dist-info", other)
    record = other / "RECORD"
    record.write_text(record.read_text().replace("loam-1.0.dist-info", other.name))
    path = f"{SITE}/loam-1.0.dist-info/METADATA"
    assert told() == [("metadata", path, "is there besides Loam-1.0.dist-info")]


def test_entry_points_that_nobody_can_read(inside: Path) -> None:
    path = f"{SITE}/toolkit-0.1.dist-info/entry_points.txt"
    (inside / path).write_text("x\n[[[")
    damaged = ("metadata", path, "is damaged: File contains no section headers.")
    assert damaged in told()


# --- programs that must not run ------------------------------------------------------------------


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """A file that is there once a planted program has run."""
    return tmp_path / "ran"


def planted(path: Path, ran: Path, real: str) -> None:
    """A program in the place of Python, which runs it in the end."""
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(f'#!/bin/sh\ntouch "{ran}"\nexec "{real}" "$@"\n')
    path.chmod(0o755)


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


# --- what is too much ----------------------------------------------------------------------------


def nested(depth: int) -> bytes:
    """A tuple that holds itself twice over at each depth, in a few bytes."""
    inner = b"\xa9\x00"
    opened = b"\xa9\x02" * depth
    return opened + inner + b"".join(b"r" + (depth - n).to_bytes(4, "little") for n in range(depth))


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (nested(60), "doesn't come from its source"),
        (b"(" + (0x7FFFFFF0).to_bytes(4, "little"), "is damaged"),
        (b"", "is damaged"),
        (b"\x00", "is damaged"),
        (marshal.dumps((1 << 20_000,)), "doesn't come from its source"),
        (marshal.dumps(frozenset({1, 2})), "doesn't come from its source"),
    ],
)
def test_compiled_files_that_are_traps(body: bytes, what: str, inside: Path) -> None:
    compiled(inside, body)
    other = f"{SITE}/__pycache__/marl.cpython-311.pyc"
    (inside / other).parent.mkdir(exist_ok=True)
    (inside / other).write_bytes(UNCHECKED + evil())
    assert told() == [
        ("compiled", other, "doesn't come from its source"),
        ("compiled", CACHED, what),
    ]


def test_large_files_that_hold_nothing(inside: Path) -> None:
    compiled(inside, b"")
    os.truncate(inside / CACHED, 65 << 20)
    what = "can't be compared: it has more than 64 MiB"
    assert told() == [("compiled", CACHED, what)]


def test_another_version_beside(inside: Path) -> None:
    path = "lib/python3.1/site-packages/extra.py"
    (inside / path).parent.mkdir(parents=True)
    (inside / path).write_text("")
    assert told() == [("unowned", path, "belongs to no package")]


def test_it_changes_while_it_is_read(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def changing(found: Iterable[Distribution]) -> Iterator[Difference]:
        (inside / SITE / "marl.py").write_text("VERSION = 2\n")
        return twice(found)

    monkeypatch.setattr("seedbed.commands.verify.twice", changing)
    found: Verification = verify(Wanted(offline=True))
    assert found.wanting == ("Something changed the environment while seedbed read it.",)
    assert found.status == 3


def test_names_that_steer_a_terminal(
    inside: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    name = b"x\n3 packages are byte for byte what uv.lock names\x1b[31m\xff.py"
    (inside / SITE / os.fsdecode(name)).write_text("")
    assert main(["verify", "--offline"]) == 1
    text = capsysbinary.readouterr().out
    place = os.path.relpath(inside / SITE).encode()
    shown = rb"x\n3 packages are byte for byte what uv.lock names\x1b[31m\udcff.py"
    assert text.startswith(place + b"/" + shown + b" belongs to no package.\n\n3 packages are")
    for option in ("--json", "--sarif"):
        assert main(["verify", "--offline", option]) == 1
        out = capsysbinary.readouterr().out
        assert out.isascii()
        assert b"x1b" not in out.replace(b"u001b", b"")
        assert json.loads(out)


def test_an_environment_that_a_clone_brings(
    inside: Path, ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "clone"
    shutil.copytree(inside.parent, root, symlinks=True)
    planted(root / ".venv/bin/python", ran, os.path.realpath(inside / "bin/python"))
    (root / ".venv").rename(root / "brought")
    (root / ".venv").symlink_to("brought")
    (root / "brought/.gitignore").unlink()
    for words in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "x"),
    ):
        subprocess.run(["git", *words], cwd=root, check=True)
    monkeypatch.chdir(root)
    with pytest.raises(SeedbedError) as caught:
        verify(Wanted(offline=True))
    assert (caught.value.code, caught.value.status) == ("environment-tracked", 3)
    assert not ran.exists()


def test_folders_that_are_no_environments(inside: Path) -> None:
    for folder in ("/", "/proc", str(inside.parent)):
        with pytest.raises(SeedbedError) as caught:
            verify(Wanted(offline=True, environment=folder))
        assert caught.value.code == "no-environment"


def test_folders_that_are_too_deep(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.chdir(inside / SITE)
        for _ in range(25):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    with pytest.raises(SeedbedError) as caught:
        verify(Wanted(offline=True))
    assert (caught.value.code, caught.value.status) == ("unreadable", 3)
    assert caught.value.message.endswith("can't be read: File name too long.")
    subprocess.run(["rm", "-rf", "d" * 200], cwd=inside / SITE, check=True)


def test_a_lock_that_has_nothing(inside: Path, tmp_path: Path) -> None:
    lock = tmp_path / "pylock.toml"
    lock.write_text('lock-version = "1.0"\ncreated-by = "a"\npackages = []\n')
    found = verify(Wanted(offline=True, lock=str(lock), environment=str(inside)))
    named = [one.package for one in found.differences if one.kind == "not-in-lock"]
    assert named == ["loam 1.0", "marl 2.0", "peat 0.1", "toolkit 0.1"]
    assert found.status == 1


def test_a_python_that_is_gone(inside: Path) -> None:
    settings = inside / "pyvenv.cfg"
    lines = settings.read_text().splitlines()
    settings.write_text("\n".join(["home = /gone/bin", *lines[1:]]) + "\n")
    (inside / "bin/python").unlink()
    (inside / "bin/python").symlink_to("/gone/bin/python3.11")
    what = "leads to /gone/bin/python3.11, which can't be started"
    assert told() == [("linked", "bin/python", what)]


# --- what a repair may not do ---------------------------------------------------------------------


def test_a_changed_startup_file_does_not_run_while_it_is_repaired(inside: Path, made: Path) -> None:
    place = inside / SITE / "marl_hook.pth"
    place.unlink()  # which is a link to the cache's
    place.write_text(f"import os; os.system('touch {made}/run')\n")
    assert main(["verify", "--repair", "--yes"]) == 0
    assert not (made / "run").exists()


@pytest.mark.parametrize("name", [".seedbed", ".seedbed/unowned"])
def test_nothing_is_moved_through_a_link(
    inside: Path, made: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(made / ".seedbed", ignore_errors=True)
    (made / name).parent.mkdir(exist_ok=True)
    (made / name).symlink_to(tmp_path)
    (inside / SITE / "evil.py").write_text("1\n")
    assert main(["verify", "--repair", "--yes"]) == 1
    assert f"{made / name} must be your own folder, but it is a link" in capsys.readouterr().err
    assert (inside / SITE / "evil.py").exists()
    assert list(tmp_path.iterdir()) == []
    (made / name).unlink()


def stranger(inside: Path, hook: str) -> None:
    """A package that the lock doesn't have, with a file that Python runs at each start."""
    about = inside / SITE / "weed-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: weed\nVersion: 1.0\n")
    (about / "RECORD").write_text("weed-1.0.dist-info/METADATA,,\nweed-1.0.dist-info/RECORD,,\n")
    (inside / SITE / "weed.pth").write_text(hook)
    listed(inside, "weed.pth", record="weed-1.0")


def test_what_a_package_that_is_not_in_the_lock_starts_goes_first(
    inside: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(made / ".seedbed", ignore_errors=True)
    stranger(inside, f"import os; os.system('touch {made}/run')\n")
    core = inside / SITE / "loam/core.py"
    core.unlink()
    core.write_text("changed\n")
    assert main(["verify", "--repair", "--yes"]) == 1  # the rest of it is up to a sync
    said = capsys.readouterr().out
    assert (
        f".venv/{SITE}/weed.pth (weed 1.0) belongs to a package that the lock doesn't have, and "
        "Python runs it at each start.\n"
    ) in said
    assert not (made / "run").exists()
    assert [one.name for one in (made / ".seedbed").rglob("*.pth")] == ["weed.pth"]
    assert core.read_text() != "changed\n"


def test_single_packages_are_not_repaired_beside_others_that_differ(
    inside: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    core, hook = inside / SITE / "loam/core.py", inside / SITE / "marl_hook.pth"
    core.unlink()
    core.write_text("changed\n")
    assert main(["verify", "--repair", "--yes", "loam"]) == 0
    assert core.read_text() != "changed\n"
    for one in (core, hook):
        one.unlink()
        one.write_text(f"import os; os.system('touch {made}/run')\n")
    assert main(["verify", "--repair", "--yes", "loam"]) == 1
    assert capsys.readouterr().err == (
        f"error: Something else differs, too, and an installer may run it: {SITE}/"
        "marl_hook.pth.\nhint: Repair the whole environment: leave out the names of packages.\n"
    )
    assert not (made / "run").exists()


def test_a_repair_removes_nothing_that_a_forged_record_lists(inside: Path, made: Path) -> None:
    note = made / "note.txt"
    note.write_text("1\n")
    with (inside / SITE / "loam-1.0.dist-info/RECORD").open("a") as file:
        file.write("../../../pyvenv.cfg,,\nmarl.py,,\n../../../../note.txt,,\n")
    assert main(["verify", "--repair", "--yes"]) == 0
    assert note.exists()


def test_a_repair_does_not_start_what_stands_in_the_place_of_python(
    inside: Path, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    core, python = inside / SITE / "loam/core.py", inside / "bin/python"
    core.unlink()
    core.write_text("changed\n")
    real = os.path.realpath(python)
    planted(tmp_path / "bin/python3", made / "run", real)
    python.unlink()
    python.symlink_to(tmp_path / "bin/python3")
    assert main(["verify", "--repair", "--yes"]) == 1
    assert capsys.readouterr().err == (
        "error: bin/python differs, so uv could start another program in the place of Python.\n"
        f"hint: Remove {inside}, then install again.\n"
    )
    assert not (made / "run").exists()
    assert core.read_text() == "changed\n"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("loam", "../x"), "../x isn't"),
        (("Nothing.Here", ""), "Nothing.Here, '' aren't"),
    ],
)
def test_a_package_that_is_not_installed(
    names: tuple[str, ...], said: str, inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--offline", *names]) == 2
    assert capsys.readouterr().err == (
        f"error: {said} installed in {inside}.\n"
        "hint: 'seedbed verify' without names verifies everything.\n"
    )


def test_a_repair_that_has_no_archive_changes_nothing(
    inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    core = inside / SITE / "loam/core.py"
    core.unlink()
    core.write_text("changed\n")
    (inside / SITE / "evil.py").write_text("1\n")
    assert main(["verify", "--offline", "--repair", "--yes"]) == 3
    said = capsys.readouterr().err
    assert said.startswith("error: loam 1.0 can't be installed again: its archive hasn't been read")
    assert core.read_text() == "changed\n"
    assert (inside / SITE / "evil.py").exists()


@pytest.mark.parametrize(
    ("gone", "then"),
    [
        ("peat-*.dist-info", "seedbed verify --repair"),
        ("", "remove .venv, then seedbed sync"),
    ],
)
def test_what_comes_next(
    inside: Path, capsys: pytest.CaptureFixture[str], gone: str, then: str
) -> None:
    if gone:
        shutil.rmtree(next((inside / SITE).glob(gone)))
    else:
        settings = inside / "pyvenv.cfg"
        settings.write_text(f"{settings.read_text()}include-system-site-packages = true\n")
    assert main(["verify"]) == 1
    assert capsys.readouterr().out.endswith(f"\nNext: {then}\n")


def test_a_receipt_of_a_cache_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--cache", "--receipt", "x.json"]) == 2
    assert "error: --cache and --receipt cannot be combined.\n" in capsys.readouterr().err
