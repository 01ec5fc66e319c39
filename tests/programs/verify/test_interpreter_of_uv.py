"""`seedbed verify` compares a Python that uv installed with the archive whose hash uv has."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path

import managed_python
import pytest
from fickle_server import answers, sends
from managed_python import (
    ADDRESS,
    BUILD,
    KEY,
    LIBRARY,
    SHORT,
    VERSION,
    Managed,
    append,
    data_of,
    wrong,
)

from seedbed.cli import main
from seedbed.commands.verify import Verification, Wanted, verify
from seedbed.commands.verifying.python_source import release_of, sha256_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the archive is one for Linux")
ARCHIVE = f"/mirror/{BUILD}/{ADDRESS.rpartition('/')[2]}"


@pytest.fixture
def unknown(managed: Managed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Managed:
    """The Python as uv installed it, but nothing is known of archives."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "known"))
    return managed


def why(found: Verification) -> str:
    """Why the interpreter isn't proved; everything else is."""
    assert (found.status, found.differences, found.wanting) == (0, (), ())
    assert found.interpreter
    assert not found.interpreter.archive
    (remark,) = found.remarks
    assert remark == f"The interpreter, {found.interpreter.python}: {found.interpreter.why}."
    return found.interpreter.why


def test_a_fresh_one(unknown: Managed, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    said = capsys.readouterr().out.splitlines()
    number = sum(one.is_symlink() or one.is_file() for one in unknown.python.rglob("*"))
    assert said == [
        "1 package is byte for byte what uv.lock names (9 files).",
        f"The interpreter is what uv installs as {KEY} ({number} files).",
    ]
    assert [one for one in unknown.asked() if "/simple/" not in one] == [ARCHIVE]
    unknown.server.asked.clear()
    assert verify(Wanted()).status == 0
    assert verify(Wanted(offline=True)).status == 0
    assert unknown.asked() == []


def test_what_the_documents_say(managed: Managed, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--json", "--receipt", "proof.json"]) == 0
    found = json.loads(capsys.readouterr().out)["result"]
    digest = found["interpreter"]["archive_sha256"]
    assert digest == managed.sha256
    assert (found["interpreter"]["key"], found["interpreter"]["why"]) == (KEY, None)
    receipt = json.loads(Path("proof.json").read_text())
    assert {"name": KEY, "digest": {"sha256": digest}} in receipt["subject"]
    assert receipt["predicate"]["machine"]["interpreter"] == KEY
    append(managed.python / LIBRARY / "os.py", b"# more\n")
    assert main(["verify", "--sarif"]) == 1
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    (one,) = run["results"]
    place = one["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": (managed.python / LIBRARY / "os.py").as_uri()}


@pytest.mark.parametrize("how", ["used", "optimized", "compiled", "unchecked"])
def test_after_it_was_used(how: str, managed: Managed) -> None:
    words = {
        "used": ["-c", "import ssl, json, email.message, sysconfig; sysconfig.get_config_vars()"],
        "optimized": ["-OO", "-c", "import decimal, http.client"],
        "compiled": ["-m", "compileall", "-q", str(managed.python / LIBRARY / "json")],
        "unchecked": [
            *("-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"),
            str(managed.python / LIBRARY / "email"),
        ],
    }[how]
    subprocess.run([".venv/bin/python", *words], check=True)
    assert list(managed.python.rglob("*.pyc"))
    found = verify(Wanted())
    assert (found.status, wrong(found, managed.python), found.remarks) == (0, [], ())


@pytest.mark.parametrize(
    "wanted",
    [Wanted(packages=("peat",)), Wanted(level="record"), Wanted(level="record", offline=True)],
)
def test_when_it_is_not_compared(wanted: Wanted, unknown: Managed) -> None:
    append(unknown.python / LIBRARY / "os.py", b"# more\n")
    found = verify(wanted)
    assert found.status == 0
    assert found.interpreter
    assert found.interpreter.key == ""
    assert ARCHIVE not in unknown.asked()


def test_wrong_bytes(unknown: Managed) -> None:
    append(unknown.python / LIBRARY / "os.py", b"# more\n")
    unknown.server.behaviors[ARCHIVE] = sends(b"x")
    assert why(verify(Wanted())) == (
        "its archive was served with sha256 "
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881, "
        f"but uv names {unknown.sha256}"
    )


def test_no_archive(unknown: Managed) -> None:
    unknown.server.behaviors[ARCHIVE] = answers(404)
    said = f"{unknown.server.address}{ARCHIVE} can't be downloaded: the server answers 404"
    assert why(verify(Wanted())) == said


def test_what_cannot_be_had_is_not_asked_for_again_today(
    unknown: Managed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown.server.behaviors[ARCHIVE] = answers(404)
    said = why(verify(Wanted()))
    assert unknown.asked().count(ARCHIVE) == 1
    assert why(verify(Wanted())) == f"{said}; --level wheel asks again today"
    assert unknown.asked().count(ARCHIVE) == 1
    assert why(verify(Wanted(offline=True))) == (
        "its archive hasn't been read yet, and --offline forbids downloading it"
    )
    assert main(["verify", "--level", "wheel"]) == 0
    assert f"{said}.\n" in capsys.readouterr().out
    assert unknown.asked().count(ARCHIVE) == 2
    now = time.time()
    monkeypatch.setattr("seedbed.host.missed.time.time", lambda: now + 86000)
    assert why(verify(Wanted())).endswith("; --level wheel asks again today")
    monkeypatch.setattr("seedbed.host.missed.time.time", lambda: now + 90000)
    del unknown.server.behaviors[ARCHIVE]
    assert verify(Wanted()).remarks == ()


@pytest.mark.usefixtures("unknown")
def test_an_archive_that_cheats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = managed_python.publish(tmp_path, managed_python.pack({"../../evil": b""}))
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS_JSON_URL", str(listed))
    monkeypatch.setenv("UV_PYTHON_INSTALL_MIRROR", (tmp_path / "mirror").as_uri())
    expected = "The archive can't be used: the name 'python/../../evil' leads out of it"
    assert why(verify(Wanted())) == expected
    assert not list(tmp_path.rglob("*evil*"))


def test_without_a_network(unknown: Managed) -> None:
    verify(Wanted(packages=("peat",)))
    unknown.server.asked.clear()
    expected = "its archive hasn't been read yet, and --offline forbids downloading it"
    assert why(verify(Wanted(offline=True))) == expected
    assert unknown.asked() == []


AGAIN = f"'uv python install --reinstall {KEY}' installs one that can be proved."


def test_an_older_build(unknown: Managed) -> None:
    (unknown.python / "BUILD").write_text("20980101")
    append(unknown.python / f"bin/python{SHORT}", b"older")
    found = verify(Wanted())
    assert why(found) == (
        f"uv installed build 20980101 of it, but has the hash of build {BUILD} only"
    )
    note = unknown.python / "BUILD"
    assert found.notes == (
        f"Whoever can write to {note} can make a changed build look old. {AGAIN}",
    )
    assert verify(Wanted(offline=True)).notes == found.notes


def test_a_note_of_another_build_hides_no_change(unknown: Managed) -> None:
    (unknown.python / "BUILD").write_text("20980101")
    append(unknown.python / LIBRARY / "os.py", b"# more\n")
    assert wrong(verify(Wanted()), unknown.python) == [f"{LIBRARY}/os.py was changed"]


def test_one_that_was_proved_before(managed: Managed) -> None:
    append(managed.python / f"bin/python{SHORT}", b"older")
    (managed.python / "BUILD").write_text("20980101")
    (note,) = verify(Wanted()).notes
    was = "was proved on this machine before, but can't be any more"
    assert note == f"The interpreter in {managed.python} {was}. {AGAIN}"


def test_an_older_build_that_was_proved_once(
    managed: Managed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = managed_python.publish(
        tmp_path, b"newer", ADDRESS.replace(BUILD, "20990202"), build="20990202"
    )
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS_JSON_URL", str(newer))
    assert verify(Wanted(offline=True)).remarks == ()
    append(managed.python / LIBRARY / "os.py", b"# more\n")
    assert wrong(verify(Wanted(offline=True)), managed.python) == [f"{LIBRARY}/os.py was changed"]


def test_a_build_that_was_published_again(
    managed: Managed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known from earlier doesn't count where uv knows better."""
    again = managed_python.publish(
        tmp_path, managed_python.pack({**managed_python.entries(), "NEWS": b"New.\n"})
    )
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "known"))
    assert verify(Wanted()).remarks == ()
    (managed.python / "NEWS").write_text("New.\n")
    assert wrong(verify(Wanted()), managed.python) == ["NEWS isn't in the interpreter's archive"]
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS_JSON_URL", str(again))
    monkeypatch.setenv("UV_PYTHON_INSTALL_MIRROR", (tmp_path / "mirror").as_uri())
    for _ in range(2):
        found = verify(Wanted(offline=True))
        assert (found.status, wrong(found, managed.python), found.remarks) == (0, [], ())


def test_no_note_of_the_build(managed: Managed) -> None:
    (managed.python / "BUILD").unlink()
    assert verify(Wanted()).remarks == ()
    append(managed.python / LIBRARY / "os.py", b"# more\n")
    assert wrong(verify(Wanted()), managed.python) == [f"{LIBRARY}/os.py was changed"]
    append(managed.python / f"bin/python{SHORT}", b"\0")
    assert why(verify(Wanted())) == "uv didn't note which build of this version it is"


def test_a_list_of_pythons_that_is_out_of_reach(
    unknown: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS_JSON_URL", f"{unknown.server.address}/gone.json")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    assert why(verify(Wanted())) == "uv doesn't know it"
    assert "/gone.json" in unknown.asked()
    unknown.server.asked.clear()
    assert why(verify(Wanted())) == "uv doesn't know it; --level wheel asks again today"
    assert "/gone.json" not in unknown.asked()


@pytest.mark.usefixtures("managed")
def test_the_hashes_that_uv_comes_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV_PYTHON_DOWNLOADS_JSON_URL")
    monkeypatch.delenv("UV_PYTHON_INSTALL_MIRROR")
    key = f"cpython-3.12.7-linux-{platform.machine()}-gnu"
    release = release_of(key, offline=True)
    assert release
    assert release.build == "20241016"
    assert re.fullmatch(r"[0-9a-f]{64}", sha256_of(key, release.address, None))


@pytest.mark.usefixtures("unknown")
def test_one_that_uv_does_not_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "none.json").write_text("{}")
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS_JSON_URL", str(tmp_path / "none.json"))
    assert why(verify(Wanted())) == "uv doesn't know it"


@pytest.mark.parametrize("remote", [False, True])
def test_a_list_with_addresses_of_its_own(
    remote: bool, unknown: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = unknown.server
    text = Path(os.environ["UV_PYTHON_DOWNLOADS_JSON_URL"]).read_text()
    (unknown.top / "own.json").write_text(text.replace(ADDRESS, f"{server.address}{ARCHIVE}"))
    place = f"{server.address}/own.json" if remote else str(unknown.top / "own.json")
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS_JSON_URL", place)
    monkeypatch.delenv("UV_PYTHON_INSTALL_MIRROR")
    assert verify(Wanted()).remarks == ()
    append(unknown.python / LIBRARY / "os.py", b"# more\n")
    assert wrong(verify(Wanted()), unknown.python) == [f"{LIBRARY}/os.py was changed"]


@pytest.mark.usefixtures("unknown")
def test_settings_that_forbid_installing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")
    monkeypatch.setenv("UV_PYTHON_PREFERENCE", "only-system")
    assert verify(Wanted()).remarks == ()


@pytest.mark.usefixtures("unknown")
def test_the_home_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert verify(Wanted()).remarks == ()
    assert list((tmp_path / "home").iterdir()) == []


def test_a_project_names_no_list(
    unknown: Managed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user's own settings count; those of a project may have come with a clone."""
    settings = tmp_path / "config/uv/uv.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'python-downloads-json-url = "{unknown.top}/pythons.json"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("UV_PYTHON_DOWNLOADS_JSON_URL")
    manifest = unknown.top / "plot/pyproject.toml"
    text = manifest.read_text()
    (unknown.top / "evil.json").write_text("{}")
    added = '[tool.uv]\npython-downloads-json-url = "../evil.json"\n'
    manifest.write_text(text.replace("[tool.uv]\n", added))
    try:
        assert verify(Wanted()).remarks == ()
    finally:
        manifest.write_text(text)


def test_one_that_was_moved(managed: Managed) -> None:
    data = data_of(managed.python)
    data.write_text(data.read_text().replace(str(managed.python), "/opt/python"))
    found = verify(Wanted(offline=True))
    inner = data.relative_to(managed.python)
    assert wrong(found, managed.python) == [f"{inner} names /opt/python as its folder"]
    assert found.status == 1


@pytest.mark.usefixtures("managed")
def test_another_interpreter(tmp_path: Path) -> None:
    place = tmp_path / "other"
    words = ["uv", "venv", "--quiet", "--python", os.path.realpath(sys.executable), str(place)]
    subprocess.run(words, check=True)
    found = verify(Wanted(environment=str(place), offline=True))
    assert found.interpreter
    assert found.interpreter.key == ""
    (said,) = [one for one in found.remarks if one.startswith("The interpreter, ")]
    assert said.endswith(": no lock has its hash.")


@pytest.mark.parametrize("asked", [KEY, VERSION, SHORT, "path"])
def test_each_way_to_ask_for_it(asked: str, managed: Managed, tmp_path: Path) -> None:
    place = tmp_path / "other"
    name = str(managed.python / "bin/python3") if asked == "path" else asked
    words = ["uv", "venv", "--quiet", "--managed-python", "--prompt", "plot", "--python", name]
    subprocess.run([*words, str(place)], check=True)
    wanted = Wanted(environment=str(place), offline=True)
    found = verify(wanted)
    assert [one.kind for one in found.differences] == ["not-installed"]
    assert found.interpreter
    assert found.interpreter.archive == managed.sha256
    settings = place / "pyvenv.cfg"
    text = settings.read_text()
    settings.write_text(re.sub(r"(?m)^version_info = .*", "version_info = 3.11.99", text))
    if asked in {SHORT, "path"}:  # so an upgrade in place leaves it
        assert [one.kind for one in verify(wanted).differences] == ["not-installed"]
    settings.write_text(re.sub(r"(?m)^version_info = .*", "version_info = 3.12.1", text))
    said = [one.what for one in verify(wanted).differences if one.path == "pyvenv.cfg"]
    assert [one.partition(":")[0] for one in said] == ["differs from what uv writes"]
    assert said[0].endswith("version_info")
