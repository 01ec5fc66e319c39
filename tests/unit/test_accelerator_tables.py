"""The tables of accelerators: each row says where it is from, and the tables agree."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

from seedbed.accelerators.rows import PROOFS
from seedbed.accelerators.tables import (
    kind_of,
    load_tables,
    make_tables,
    tag_of,
    version_of,
)
from seedbed.layers import compiling
from seedbed.model.choices import PLATFORMS
from seedbed.model.versions import release

DATA = Path(compiling.__file__).parents[1] / "data"
RAW = compiling.read_accelerators(DATA)
TABLES = load_tables()
ROWS = [
    pytest.param(row, id=f"{file}-{name}-{number}")
    for file, tables in RAW.items()
    for name, rows in tables.items()
    for number, row in enumerate(rows)
]
RELEASES = [one.version for one in TABLES.releases]
_PYPI = re.compile(r"pypi:[a-z0-9-]+==\d+(\.\d+)+")


@pytest.mark.parametrize("row", ROWS)
def test_a_row_says_where_it_is_from_and_when_somebody_looked(row: dict[str, Any]) -> None:
    assert _PYPI.fullmatch(row["source"]) or row["source"].startswith("https://")
    assert date.fromisoformat(row["checked"]) >= date(2026, 11, 1)
    assert row.get("verified", False) is False, "a row without `verified` is a verified one"


def test_no_source_is_the_address_of_a_package_registry() -> None:
    text = "".join(path.read_text() for path in (DATA / "accelerators").glob("*.toml"))
    hosts = set(re.findall(r"https?://([^/\s\"]+)", text))
    assert hosts == {
        "docs.astral.sh",
        "docs.nvidia.com",
        "download.pytorch.org",
        "github.com",
        "pixi.sh",
    }


def test_rows_are_sorted_from_old_to_new() -> None:
    assert sorted(RELEASES, key=release) == RELEASES
    for rows in (TABLES.drivers, TABLES.toolkits):
        assert sorted(rows, key=lambda one: release(one.cuda)) == list(rows)
        assert sorted(rows, key=lambda one: release(one.linux)) == list(rows)


def test_what_names_a_release_names_one_that_pypi_has() -> None:
    rows: list[Any] = [*TABLES.indexes, *TABLES.triton]
    for row in rows:
        assert {row.first, row.last} <= {*RELEASES}
        assert release(row.first) <= release(row.last)
    for one in TABLES.architectures:
        assert {one.first, one.last} <= {*RELEASES, ""}
    patches = [patch for one in TABLES.releases for patch in one.patches]
    with_vision = [patch for patch in patches if not patch.startswith("1.")]
    assert list(TABLES.torchvision) == with_vision


def test_rows_of_one_index_do_not_overlap() -> None:
    for version in RELEASES:
        tags = [one.tag for one in TABLES.indexes if one.has(version)]
        assert len(tags) == len(set(tags)), version
        assert "cpu" in tags, version


def test_pypis_cuda_has_an_index_of_the_same_release() -> None:
    for one in TABLES.releases:
        assert TABLES.offers(tag_of("cuda", one.cuda), one.version), one.version


def test_each_cuda_has_a_driver_and_each_recent_index_its_gpus() -> None:
    tags = {one.tag for one in TABLES.indexes if kind_of(one.tag) == "cuda"}
    for tag in tags:
        assert TABLES.least_driver(version_of(tag)), tag
    recent = {one.tag for one in TABLES.indexes if release(one.last) >= release("2.6")}
    known = {one.tag for one in TABLES.architectures}
    assert {tag for tag in recent if kind_of(tag) == "cuda"} <= known


def test_a_toolkits_driver_is_no_older_than_what_its_cuda_needs() -> None:
    for one in TABLES.toolkits:
        assert release(one.linux) >= release(TABLES.least_driver(one.cuda))


def test_rocm_and_xpu_builds_know_their_triton_once() -> None:
    for one in TABLES.indexes:
        if kind_of(one.tag) in {"rocm", "xpu"}:
            for version in (one.first, one.last):
                rows = [row for row in TABLES.triton if row.kind == kind_of(one.tag)]
                assert len([row for row in rows if row.has(version)]) == 1, one


def test_conda_builds_are_for_known_platforms() -> None:
    for one in TABLES.builds:
        assert set(one.platforms) <= set(PLATFORMS)


@pytest.mark.parametrize(
    ("kind", "version", "tag"),
    [("cuda", "13.0", "cu130"), ("cuda", "12.6", "cu126"), ("rocm", "7.2", "rocm7.2")],
)
def test_the_name_of_an_index(kind: str, version: str, tag: str) -> None:
    assert tag_of(kind, version) == tag
    assert version_of(tag) == version
    assert kind_of(tag) == kind


def test_indexes_without_a_version() -> None:
    assert [tag_of(kind, "") for kind in ("cpu", "xpu")] == ["cpu", "xpu"]
    assert [version_of(tag) for tag in ("cpu", "xpu")] == ["", ""]


@pytest.mark.parametrize(
    ("driver", "system", "cuda"),
    [
        ("580.159.04", "linux", "13"),
        ("579.99", "linux", "12"),
        ("535.183.01", "linux", "12"),
        ("525.60.12", "linux", "11"),
        ("528.33", "windows", "12"),
        ("390.157", "linux", ""),
    ],
)
def test_what_a_driver_runs(driver: str, system: str, cuda: str) -> None:
    assert TABLES.cuda_of_driver(driver, system) == cuda


def test_which_gpus_an_index_is_for() -> None:
    assert TABLES.covers("cu126", "6.1")  # Pascal
    assert not TABLES.covers("cu130", "6.1")
    assert TABLES.covers("cu130", "9.0")
    assert not TABLES.covers("cu126", "12.0")  # Blackwell
    assert TABLES.covers("cu130", "12.1")  # runs what is compiled for 12.0
    assert not TABLES.covers("cu130", "13.0")
    assert TABLES.covers("cu128", "7.0", "2.10.0+cu128")  # Volta
    assert not TABLES.covers("cu128", "7.0", "2.11")
    assert TABLES.covers("cu999", "1.0"), "nothing is known of it"


def test_the_release_of_a_version() -> None:
    found = TABLES.release("2.15.0+cu132")
    assert found is not None
    assert (found.version, found.cuda, found.python_max) == ("2.15", "13.2", "3.15")
    assert TABLES.release("3.0") is None


FRAMEWORKS: dict[str, Any] = {
    "pytorch": TABLES.releases,
    "tensorflow": TABLES.tensorflow,
    "jax": TABLES.jax,
}
PROVED = [
    pytest.param(row, id=f"{file}-{name}-{number}")
    for file in ("pytorch", "tensorflow", "jax")
    for name in ("releases", "metal", "conda")
    for number, row in enumerate(RAW[file].get(name, ()))
]


@pytest.mark.parametrize("row", PROVED)
def test_a_row_says_how_far_it_was_proved(row: dict[str, Any]) -> None:
    assert row["proof"] in PROOFS
    assert row["proof"] != "imported" or row.get("works", True)
    assert ("why" in row) == (row.get("works", True) is False), "`why` says why it does not work"
    assert row.get("resolves", True) is True or row["works"] is False


def test_a_plugin_is_too_new_where_an_older_one_works() -> None:
    works = {one.tensorflow: one.metal for one in TABLES.metal if one.works}
    for one in TABLES.metal:
        if "the plugin calls" in one.why:
            is_newer = release(one.metal) > release(works.get(one.tensorflow, one.metal))
            assert ("doesn't have yet" in one.why) == is_newer, one
            assert ("no longer has" in one.why) == (not is_newer), one


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_releases_are_sorted_and_their_patches_belong_to_them(framework: str) -> None:
    rows = FRAMEWORKS[framework]
    versions = [one.version for one in rows]
    assert sorted(set(versions), key=release) == versions
    for one in rows:
        assert len(release(one.version)) == 2
        # the library compares the fourth number, too
        parts = [tuple(map(int, patch.split("."))) for patch in one.patches]
        assert sorted(set(parts)) == parts
        assert {patch[:2] for patch in parts} == {release(one.version)}
        assert one.source.endswith(f"=={one.patches[-1]}"), "its newest release was looked at"


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_versions_of_python_are_plausible(framework: str) -> None:
    before = "3.0"
    for one in FRAMEWORKS[framework]:
        low, high = release(one.python_min), release(one.python_max)
        assert (3, 6) <= low <= high <= (3, 20)
        assert 3 <= high[1] - low[1] + 1 <= 6, one.version
        assert release(before) <= high, "no release goes back to older versions"
        before = one.python_max


def test_ranges_are_ranges() -> None:
    for row in TABLES.tensorflow:
        for spec in filter(None, (row.keras, row.numpy, row.protobuf, row.h5py)):
            assert str(SpecifierSet(spec))
        for spec in filter(None, (row.numpy, row.protobuf, row.h5py)):
            assert "<" in spec, "a limit is an upper end"
    for one in TABLES.jax:
        assert re.fullmatch(r">=\d+\.\d+", one.numpy)


def test_cuda_of_tensorflow_and_jax_has_a_driver() -> None:
    for row in TABLES.tensorflow:
        assert bool(row.cuda) == bool(row.cudnn)
        assert not row.cuda or TABLES.least_driver(row.cuda)
        if row.cuda_python_max:
            assert row.cuda
            assert release(row.python_min) <= release(row.cuda_python_max)
            assert release(row.cuda_python_max) < release(row.python_max)
    for jax in TABLES.jax:
        assert all(TABLES.least_driver(major) for major in jax.cuda)
        assert not jax.cuda13_first or jax.cuda13_first in jax.patches


def test_each_pair_names_a_release_and_versions_of_python_that_it_has() -> None:
    releases = {one.version: one for one in TABLES.tensorflow}
    for pair in TABLES.metal:
        row = releases[pair.tensorflow]
        assert release(row.python_min) <= release(pair.python_min)
        assert release(pair.python_max) <= release(row.python_max)
        assert {release(patch)[:2] for patch in pair.patches} == {release(pair.tensorflow)}
        assert pair.package in {"tensorflow", "tensorflow-macos"}
        if pair.package == "tensorflow":
            assert set(pair.patches) <= set(row.patches)
    versions = [one.tensorflow for one in TABLES.metal]
    assert sorted(versions, key=release) == versions
    assert len({(one.tensorflow, one.metal) for one in TABLES.metal}) == len(TABLES.metal)


def test_a_release_of_tensorflow_has_at_most_one_plugin_that_works() -> None:
    for row in TABLES.tensorflow:
        pairs = [one for one in TABLES.metal if one.tensorflow == row.version]
        assert pairs, "each release says what Apple silicon gets"
        assert len([one for one in pairs if one.works]) <= 1
        assert len({one.package for one in pairs}) == 1
    used = [release(one.metal) for one in TABLES.metal if one.works]
    assert sorted(used) == used, "newer releases take no older plugin"


def test_plugins_and_pins_name_a_release() -> None:
    patches = {patch for one in TABLES.jax for patch in (one.version, *one.patches)}
    assert {one.jax for one in TABLES.jax_plugins} <= patches
    versions = {one.version for one in TABLES.tensorflow}
    for row in TABLES.conda_pins:
        assert row.tensorflow in versions
        assert all(re.fullmatch(r"[a-z0-9-]+ >=[\d.]+,<[\d.]+", pin) for pin in row.pins)


def test_tables_are_made_of_what_the_files_hold() -> None:
    assert make_tables(RAW) == TABLES
