"""The tables of accelerators: each row says where it is from, and the tables agree."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

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


def test_tables_are_made_of_what_the_files_hold() -> None:
    assert make_tables(RAW) == TABLES
