"""Environments of conda packages as their lock says, and what can't be proved of others."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import conda_prefixes as made
import pytest
from conda_changes import compiled, edit, put
from conda_prefixes import SHORT, SITE, TAG, rewrite, seen, told
from small_index import HERE

if TYPE_CHECKING:
    from rattler import RepoDataRecord

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stub of Python is a script")
PYTHON = "python {}.{}.{}".format(*sys.version_info)
LEAF_PYC = f"{SITE}/__pycache__/leaf.{TAG}.pyc"
UNCOMPARED = (
    "Compiled files weren't compared with their sources, which needs this Python, and it isn't as"
    " it should be: {}."
)


@pytest.mark.parametrize("level", ["wheel", "record"])
@pytest.mark.parametrize("levels", [(), (0,), (0, 1, 2)], ids=["fresh", "compiled", "optimized"])
def test_a_fresh_one_is_proved(prefix: Path, levels: tuple[int, ...], level: str) -> None:
    if levels:
        compiled(prefix, *levels)
    found = seen(prefix, prefix.parent.parent / "pixi.lock", level=level)
    assert told(found) == []
    assert found.status == 0
    assert [(one.title, one.kind, one.level, one.why) for one in found.proofs] == [
        ("compost 0.3", "pypi", level, ""),
        ("leaf 2.0", "conda", level, ""),
        (PYTHON, "conda", level, ""),
        ("sprout 1.0", "conda", level, ""),
    ]
    is_open = levels and level == "record"
    uncompared = "Compiled files weren't compared with their sources, which needs this Python"
    notes = (f"{uncompared}: no archive proves it.",) if is_open else ()
    assert (found.notes, found.wanting) == (notes, ())


SWAPPED: dict[str, tuple[str, str]] = {
    "version": ("sprout ==0.9 0", " | sprout 0.9 | is installed, but the lock has 1.0"),
    "build": (
        "sprout ==1.0 1",
        " | sprout 1.0 | is installed as build 1, but the lock has build 0",
    ),
}


@pytest.mark.parametrize(("spec", "expected"), SWAPPED.values(), ids=SWAPPED)
def test_what_the_lock_does_not_have_is_found(
    leaves: Path, leaf_records: list[RepoDataRecord], tmp_path: Path, spec: str, expected: str
) -> None:
    (tmp_path / "pixi.lock").write_text(made.lock(leaf_records))
    other = made.records(leaves / "leaves", spec)
    prefix = made.installed(other, tmp_path / "default", leaves / "rattler")
    assert told(seen(prefix, tmp_path / "pixi.lock")) == [expected]


def test_a_package_that_is_not_installed_is_found(
    leaves: Path, leaf_records: list[RepoDataRecord], tmp_path: Path
) -> None:
    (tmp_path / "pixi.lock").write_text(made.lock(leaf_records))
    some = [one for one in leaf_records if one.name.normalized != "leaf"]
    prefix = made.installed(some, tmp_path / "default", leaves / "rattler")
    assert told(seen(prefix, tmp_path / "pixi.lock")) == [
        " | leaf 2.0 | is in the lock, but isn't installed"
    ]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (f"bin/python{SHORT}", b"exec", b"evil;exec"),
        (f"lib/python{SHORT}/growing.py", b"SOIL", b"COAL"),
    ],
)
def test_a_changed_python_is_not_started(prefix: Path, path: str, old: bytes, new: bytes) -> None:
    compiled(prefix)
    rewrite(prefix / path, old, new)
    found = seen(prefix, prefix.parent.parent / "pixi.lock")
    assert told(found) == [f"{path} | {PYTHON} | was changed"]
    assert found.wanting == (UNCOMPARED.format(path),)


@pytest.mark.parametrize("path", ["pyvenv.cfg", f"lib/python{SHORT}/growing.so", "bin/pyvenv.cfg"])
def test_a_python_with_something_beside_it_is_not_started(prefix: Path, path: str) -> None:
    compiled(prefix)
    put(path)(prefix)
    found = seen(prefix, prefix.parent.parent / "pixi.lock")
    assert found.wanting == (UNCOMPARED.format(path),)


def test_python_is_started_without_what_is_to_be_judged(
    prefix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled(prefix)
    monkeypatch.setenv("STARTED_WITH", str(tmp_path / "words"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert seen(prefix, prefix.parent.parent / "pixi.lock").status == 0
    words = (tmp_path / "words").read_text().split()
    assert words[:5] == ["-I", "-S", "-B", "-X", f"pycache_prefix={os.devnull}"]


@pytest.mark.parametrize("named", [True, False])
def test_a_prefix_that_was_made_through_a_link(
    leaves: Path,
    leaf_records: list[RepoDataRecord],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    named: bool,
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "pixi.lock").write_text(made.lock(leaf_records))
    prefix = made.installed(leaf_records, tmp_path / "link" / "default", leaves / "rattler")
    monkeypatch.setenv("CONDA_PREFIX", str(prefix if named else tmp_path / "elsewhere"))
    found = told(seen(prefix, tmp_path / "pixi.lock"))
    scripts = [
        "bin/sprout | sprout 1.0 | doesn't start this environment's Python",
        "bin/sprout-run | sprout 1.0 | was changed",
        "etc/leaf.conf | leaf 2.0 | was changed",
        "lib/libleaf.so.1 | leaf 2.0 | was changed",
    ]
    assert found == ([] if named else scripts)


def test_compiled_files_that_are_gone_are_no_difference(prefix: Path) -> None:
    (prefix / LEAF_PYC).unlink()
    assert told(seen(prefix, prefix.parent.parent / "pixi.lock")) == []


def test_variables_of_the_environment_are_named(prefix: Path) -> None:
    said = '{"env_vars": {"LEAF": "1", "BARK": "2", "PYTHONNOUSERSITE": "1"}}'
    put("conda-meta/state", said)(prefix)
    found = seen(prefix, prefix.parent.parent / "pixi.lock")
    assert (told(found), found.status) == ([], 0)
    assert found.notes == (
        "conda-meta/state sets variables when you enter the environment: BARK, LEAF.",
    )


@pytest.mark.parametrize("name", ["a place", "x" * 120])
def test_a_prefix_that_no_first_line_can_have(
    leaves: Path, leaf_records: list[RepoDataRecord], tmp_path: Path, name: str
) -> None:
    (tmp_path / "pixi.lock").write_text(made.lock(leaf_records))
    prefix = made.installed(leaf_records, tmp_path / name, leaves / "rattler")
    first = (prefix / "bin" / "sprout-run").read_text().splitlines()[0]
    assert first == "#!/bin/sh"
    assert told(seen(prefix, tmp_path / "pixi.lock")) == []


@pytest.mark.parametrize(
    ("kind", "why", "level", "status"),
    [
        ("sha256:", "", "wheel", 0),
        ("#", "", "wheel", 0),
        ("", "the lock has only an MD5 hash for it, which proves nothing", "record", 3),
        ("none", "the lock has no hash for it", "record", 3),
    ],
)
def test_explicit_files(
    leaves: Path,
    leaf_records: list[RepoDataRecord],
    tmp_path: Path,
    kind: str,
    why: str,
    level: str,
    status: int,
) -> None:
    def line(one: RepoDataRecord) -> str:
        digest = bytes((one.sha256 if kind else one.md5) or b"").hex()
        return f"{one.url}\n" if kind == "none" else f"{one.url}#{kind.strip('#')}{digest}\n"

    lock = tmp_path / "explicit.txt"
    lock.write_text("@EXPLICIT\n" + "".join(map(line, leaf_records)))
    found = seen(made.installed(leaf_records, tmp_path / "env", leaves / "rattler"), lock)
    assert [(one.level, one.why) for one in found.proofs] == [(level, why)] * 3
    assert (told(found), found.status) == ([], status)
    assert seen(tmp_path / "env", lock, level="record").status == 0


def test_categories_of_conda_lock_need_not_be_installed(
    leaves: Path, leaf_records: list[RepoDataRecord], tmp_path: Path
) -> None:
    def entry(one: RepoDataRecord) -> str:
        return (
            f"- name: {one.name.normalized}\n  version: '{one.version}'\n  manager: conda\n"
            f"  platform: {HERE}\n  dependencies: {{}}\n  url: {one.url}\n"
            f"  hash:\n    sha256: {bytes(one.sha256 or b'').hex()}\n"
            f"  category: {'dev' if one.name.normalized == 'leaf' else 'main'}\n"
        )

    lock = tmp_path / "conda-lock.yml"
    lock.write_text("version: 1\npackage:\n" + "".join(map(entry, leaf_records)))
    some = [one for one in leaf_records if one.name.normalized != "leaf"]
    prefix = made.installed(some, tmp_path / "env", leaves / "rattler")
    assert told(seen(prefix, lock)) == []
    alone = [one for one in leaf_records if one.name.normalized == "python"]
    prefix = made.installed(alone, tmp_path / "less", leaves / "rattler")
    assert told(seen(prefix, lock)) == [" | sprout 1.0 | is in the lock, but isn't installed"]


def test_only_some_packages(prefix: Path) -> None:
    put("bin/evil")(prefix)
    edit(f"{SITE}/leaf.py", b"True", b"None")(prefix)
    edit(f"{SITE}/compost.py", b"0.3", b"0.4")(prefix)
    lock = prefix.parent.parent / "pixi.lock"
    found = seen(prefix, lock, packages=("leaf",))
    assert told(found) == [f"{SITE}/leaf.py | leaf 2.0 | was changed"]
    found = seen(prefix, lock, packages=("sprout", "compost"))
    assert told(found) == [f"{SITE}/compost.py | compost 0.3 | was changed"]


def test_a_receipt_fits_another_folder_but_no_other_link(
    leaves: Path, leaf_records: list[RepoDataRecord], tmp_path: Path
) -> None:
    (tmp_path / "pixi.lock").write_text(made.lock(leaf_records))
    first, second = (
        made.installed(leaf_records, tmp_path / name / "default", leaves / "rattler")
        for name in ("one", "another-one")
    )

    def digests(prefix: Path) -> dict[str, str]:
        return {one.title: one.installed for one in seen(prefix, tmp_path / "pixi.lock").proofs}

    assert digests(second) == digests(first)
    link = next(path for path in sorted(second.rglob("*")) if path.is_symlink())
    link.unlink()
    link.symlink_to("elsewhere")
    changed = {name for name, one in digests(second).items() if digests(first)[name] != one}
    assert len(changed) == 1


def test_a_link_to_another_environment_is_none_of_this_name(
    leaves: Path, leaf_records: list[RepoDataRecord], tmp_path: Path
) -> None:
    lock = tmp_path / "pixi.lock"
    text = made.lock(leaf_records)
    listed, _, packages = text.partition("environments:\n")[2].partition("packages:\n- ")
    less = "".join(line for line in listed.splitlines(True) if "/leaf-" not in line)
    both = less.replace("  default:", "  less:") + listed
    lock.write_text(f"version: 6\nenvironments:\n{both}packages:\n- {packages}")
    some = [one for one in leaf_records if one.name.normalized != "leaf"]
    prefix = made.installed(some, tmp_path / "envs" / "less", leaves / "rattler")
    assert told(seen(prefix, lock)) == []
    (tmp_path / "envs" / "default").symlink_to("less")
    absent = [" | leaf 2.0 | is in the lock, but isn't installed"]
    assert told(seen(tmp_path / "envs" / "default", lock)) == absent
