"""Files that conda, Pixi, and seedbed keep for themselves, and what hides among them."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from conda_changes import Change, both, link, mode, put, record
from conda_prefixes import SITE, edit_record, record_of, seen, told

from seedbed.verify.conda_claims import needlessly
from seedbed.verify.conda_records import parse
from seedbed.verify.values import Claim

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stub of Python is a script")
_SETS = '{"env_vars": {"PYTHONPATH": "/tmp/evil"}}'
_OPEN = "can't be read, so there is no way to tell which variables it sets"


def second_record(prefix: Path) -> None:
    """Another record of a package, whose name differs by its case."""
    said = json.loads(record_of(prefix, "sprout").read_text())
    (prefix / "conda-meta" / "Sprout-1.0-0.json").write_text(json.dumps({**said, "name": "Sprout"}))


HIDDEN: dict[str, tuple[Change, str]] = {
    "state elsewhere": (
        both(put("../state", _SETS), link("conda-meta/state", "../../state")),
        "conda-meta/state |  | is a link to ../../state",
    ),
    "state with too much": (
        put("conda-meta/state", _SETS + " " * (1 << 24)),
        f"conda-meta/state |  | {_OPEN}",
    ),
    "state that is no JSON": (put("conda-meta/state", _SETS[1:]), f"conda-meta/state |  | {_OPEN}"),
    "link": (link(".lock", "/etc/hostname"), ".lock |  | is a link to /etc/hostname"),
    "pipe": (
        lambda prefix: os.mkfifo(prefix / "conda-meta" / "pinned"),
        "conda-meta/pinned |  | isn't a regular file",
    ),
    "program": (
        both(put("conda-meta/created_at"), mode("conda-meta/created_at", 0o755)),
        "conda-meta/created_at |  | is executable",
    ),
    "library": (
        put("synced/evil.so"),
        "synced/evil.so |  | belongs to no package, and Python may load it as a module",
    ),
    "module": (put("synced/evil/a.yml"), "synced/evil/a.yml |  | belongs to no package"),
    "record": (
        second_record,
        "conda-meta/sprout-1.0-0.json |  | is there besides Sprout-1.0-0.json",
    ),
}


@pytest.mark.parametrize(("change", "expected"), HIDDEN.values(), ids=HIDDEN)
def test_what_hides_there_is_found(prefix: Path, change: Change, expected: str) -> None:
    change(prefix)
    assert told(seen(prefix, prefix.parent.parent / "pixi.lock")) == [expected]


@pytest.mark.parametrize("path", [".", SITE, f"{SITE}/sprout", "bin", f"{SITE}/empty"])
def test_folders_that_everybody_may_change_are_found(prefix: Path, path: str) -> None:
    (prefix / path).mkdir(exist_ok=True)
    (prefix / path).chmod(0o1777)
    expected = [f"{path} |  | is writable by everyone (1777)"]
    assert told(seen(prefix, prefix.parent.parent / "pixi.lock")) == expected


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"paths_data": {"paths": [{"_path": "\ud800"}]}}, "has a _path that is no text"),
        ({"paths_data": {"paths": []}, "files": ["\ud800"]}, "lists something that isn't a file"),
        ({"paths_data": {"paths": []}, "name": "\ud800"}, "names no package"),
    ],
)
def test_records_hold_text(prefix: Path, said: dict[str, object], why: str) -> None:
    about = {"name": "evil", "version": "1", "build": "0", **said}
    put("conda-meta/evil-1-0.json", json.dumps(about))(prefix)
    found = told(seen(prefix, prefix.parent.parent / "pixi.lock"))
    assert found == [f"conda-meta/evil-1-0.json |  | {why}"]


def test_variables_can_have_any_value(prefix: Path) -> None:
    put("conda-meta/state", '{"env_vars": {"LEAF": [], "PYTHONSAFEPATH": "1"}}')(prefix)
    found = seen(prefix, prefix.parent.parent / "pixi.lock")
    assert (told(found), found.status) == ([], 0)
    assert found.notes[0].endswith("when you enter the environment: LEAF.")


def test_what_they_keep_is_known(prefix: Path) -> None:
    for one in ("prefix", "pyproject.toml", "conda-lock.yml", "environment-dev.yml"):
        put(f"synced/{one}")(prefix)
    for one in (".lock", ".seedbed-compiled", "conda-meta/state", "conda-meta/pinned"):
        put(one, "")(prefix)
    found = seen(prefix, prefix.parent.parent / "pixi.lock")
    assert (told(found), found.status) == ([], 0)


def giving_way(prefix: Path) -> None:
    """Let a record say that a module gave way to another package's."""
    path = f"{SITE}/leaf.py"
    beside = f"{path}__clobber-from-leaf"
    edit_record(prefix, "leaf", path, _path=beside, original_path=path)
    (prefix / path).rename(prefix / beside)


def test_a_file_gives_way_only_to_one_of_another_package(prefix: Path) -> None:
    giving_way(prefix)
    found = seen(prefix, prefix.parent.parent / "pixi.lock")
    said = f"says that another package has {SITE}/leaf.py, but none does"
    assert told(found) == [f"conda-meta/leaf-2.0-0.json | leaf 2.0 | {said}"]
    assert told(seen(prefix, prefix.parent.parent / "pixi.lock", packages=("leaf",))) == []
    place = record_of(prefix, "leaf")
    leaf = parse(f"conda-meta/{place.name}", place.read_text())
    owned = {f"{SITE}/leaf.py": [Claim(package="twig 1.0"), Claim(package="leaf 2.0")]}
    assert list(needlessly(leaf, owned, {"twig 1.0", "leaf 2.0"})) == []
    assert len(list(needlessly(leaf, owned, {"leaf 2.0"}))) == 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            f"{SITE}/compost.py",
            f"leaf 2.0 | lets conda remove {SITE}/compost.py, which its archive",
        ),
        ("../../precious", " | lists '../../precious', which leads out of it"),
        ("/precious", " | lists '/precious', which leads out of it"),
    ],
)
def test_what_conda_would_remove_is_told(prefix: Path, path: str, expected: str) -> None:
    listed = json.loads(record_of(prefix, "leaf").read_text())["files"]
    record("leaf", files=[*listed, path])(prefix)
    found = told(seen(prefix, prefix.parent.parent / "pixi.lock"))
    assert any(one.startswith(f"conda-meta/leaf-2.0-0.json | {expected}") for one in found)


def led_through(prefix: Path, link: Path) -> None:
    """Let Pixi's note, a script, and what the record says of it name a link to the environment."""
    link.symlink_to(prefix)
    put("conda-meta/pixi_env_prefix", f"{link}/conda-meta")(prefix)
    place = prefix / "bin" / "sprout-run"
    place.write_bytes(place.read_bytes().replace(bytes(prefix), bytes(link)))
    digest = hashlib.sha256(place.read_bytes()).hexdigest()
    edit_record(prefix, "sprout", "bin/sprout-run", sha256_in_prefix=digest)


@pytest.mark.parametrize("bits", [0o777, 0o755, 0o1777])
def test_a_way_to_the_environment_that_others_can_change_is_none(
    prefix: Path, tmp_path: Path, bits: int
) -> None:
    (tmp_path / "open").mkdir()
    led_through(prefix, tmp_path / "open" / "link")
    (tmp_path / "open").chmod(bits)
    expected = ["bin/sprout-run | sprout 1.0 | was changed"] if bits == 0o777 else []
    assert told(seen(prefix, prefix.parent.parent / "pixi.lock")) == expected
