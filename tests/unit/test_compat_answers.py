"""`seedbed compat`: what it finds, what it refuses, and its document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.accelerators.compat.entries import entries_of, entry_of
from seedbed.accelerators.compat.frameworks import framework_of, release_of
from seedbed.accelerators.compat.machines import Place, best, misfits
from seedbed.accelerators.ranges import is_admitted
from seedbed.accelerators.tables import load_tables
from seedbed.accelerators.wanted import Wanted
from seedbed.cli.compat import described
from seedbed.commands.compat import Answer, Query, compat
from seedbed.errors import SeedbedError
from seedbed.model.machine import Machine
from seedbed.model.versions import admits

TABLES = load_tables()
MAC = Machine(kind="metal", found="system")
OLD_DRIVER = Machine(kind="cuda", driver="535.183.01", cuda="12.2", found="nvml")


def _pins(answer: Answer, kind: str, manager: str) -> tuple[str, ...]:
    (found,) = [
        one.pins
        for one in answer.shared
        if one.pins.accelerator == kind and manager in one.managers
    ]
    return (*found.requirements, *found.conda)


@pytest.mark.parametrize(
    ("word", "name"),
    [("torch", "pytorch"), ("PyTorch", "pytorch"), ("tf", "tensorflow"), ("jax", "jax")],
)
def test_frameworks_have_more_than_one_name(word: str, name: str) -> None:
    assert framework_of(word).name == name


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            Query(framework="tenserflow"),
            (
                "seedbed has no table for 'tenserflow'. Did you mean 'tensorflow'? Choose from: "
                "pytorch, tensorflow, jax."
            ),
        ),
        (
            Query(framework="sklearn"),
            "seedbed has no table for 'sklearn'. Choose from: pytorch, tensorflow, jax.",
        ),
        (
            Query(framework="tf", version="2.22"),
            (
                "The table doesn't list TensorFlow '2.22'. It lists 2.5 to 2.21; the nearest is "
                "2.21."
            ),
        ),
        (
            Query(framework="torch", version="1.4"),
            "The table doesn't list PyTorch '1.4'. It lists 1.13 to 2.15; the nearest is 1.13.",
        ),
        (
            Query(framework="tf", version="1.15"),
            "The table doesn't list TensorFlow '1.15'. It lists 2.5 to 2.21; the nearest is 2.5.",
        ),
        (
            Query(framework="jax", version="0.7.9"),
            "The table doesn't list JAX '0.7.9'. It lists 0.7.0 to 0.7.2; the nearest is 0.7.2.",
        ),
        (
            Query(framework="tf", version="latest"),
            "'latest' is not a TensorFlow version. Write it like 2.21.",
        ),
        (
            Query(framework="tf", cuda="12.6"),
            (
                "No release of TensorFlow has a build for CUDA 12.6. The nearest is CUDA 12.5: "
                "'seedbed compat tensorflow --cuda 12.5'."
            ),
        ),
        (
            Query(framework="tf", version="2.10", cuda="11.8"),
            (
                "TensorFlow 2.10 has no build for CUDA 11.8. 'seedbed compat tensorflow --cuda "
                "11.8' lists releases that have one."
            ),
        ),
        (
            Query(framework="tf", version="2.10", python="3.12"),
            (
                "TensorFlow 2.10 has no wheels for Python 3.12. It has some for Python 3.7 to "
                "3.10. 'seedbed compat tensorflow --python 3.12' lists other releases."
            ),
        ),
        (
            Query(framework="tf", python="3.15"),
            (
                "No release of TensorFlow has wheels for Python 3.15. Choose from Python 3.6 to "
                "3.13."
            ),
        ),
        (
            Query(framework="tf", python="3.12.1"),
            "--python '3.12.1' is not a minor version of Python. Write it like 3.12.",
        ),
        (
            Query(framework="tf", cuda="cu126"),
            "--cuda 'cu126' is not a CUDA or ROCm version. Write 12.6.",
        ),
        (
            Query(cuda="12.6"),
            "--cuda needs a framework. Write it like 'seedbed compat tensorflow --cuda 12.6'.",
        ),
        (
            Query(python="3.12"),
            "--python needs a framework. Write it like 'seedbed compat tensorflow --python 3.12'.",
        ),
        (
            Query(framework="tf", manager="pip"),
            "--manager cannot be 'pip'. Choose from: uv, pixi, poetry, conda.",
        ),
    ],
)
def test_what_no_table_has_is_told_with_the_nearest(query: Query, said: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        compat(query)
    assert str(caught.value) == said
    assert caught.value.status == 2


def test_a_patch_is_pinned_exactly() -> None:
    answer = compat(Query(framework="tf", version="2.10.1", manager="uv"))
    assert _pins(answer, "auto", "uv")[0].startswith("tensorflow==2.10.1;")
    assert answer.entries[0].version == "2.10"
    (shared, *_) = answer.shared
    assert "--framework-version 2.10.1" in shared.pins.options


def test_what_old_releases_need_beside_them_is_pinned_too() -> None:
    answer = compat(Query(framework="tf", version="2.10"))
    for manager in ("uv", "pixi", "poetry", "conda"):
        assert _pins(answer, "metal", manager) == (
            "tensorflow==2.10.*; sys_platform != 'darwin' or platform_machine != 'arm64'",
            "tensorflow-macos==2.10.*; sys_platform == 'darwin' and platform_machine == 'arm64'",
            "tensorflow-metal==0.6.0; sys_platform == 'darwin' and platform_machine == 'arm64'",
            "numpy>=1.23.2,<1.24",
            "protobuf>=3.19.1,<3.20",
            "h5py>=3.7,<3.8",
        )


def test_conda_takes_pytorch_from_its_channel() -> None:
    answer = compat(Query(framework="torch", version="2.13", cuda="12.6"))
    assert _pins(answer, "cuda", "uv") == ("torch==2.13.*",)
    assert _pins(answer, "cuda", "conda") == ("pytorch 2.13.*", "cuda-version 12.6.*")


def test_a_release_without_wheels_for_macs_of_newer_pythons_leaves_them_out() -> None:
    answer = compat(Query(framework="tf", version="2.8", manager="uv"))
    options = {one.pins.accelerator: one.pins.options for one in answer.shared}
    assert options["auto"][-1] == "--platform linux-64,win-64"
    assert options["metal"] == ()


def test_the_cuda_libraries_of_2_14_are_for_older_pythons() -> None:
    answer = compat(Query(framework="tf", version="2.14", python="3.11", manager="uv"))
    why = {one.pins.accelerator: one.pins.refused for one in answer.shared}
    assert why["auto"] == ""
    assert why["cuda"] == (
        "TensorFlow 2.14 with CUDA's libraries has no wheels for Python 3.11, which the project "
        "allows."
    )


@pytest.mark.parametrize(
    ("name", "version", "python", "pythons"),
    [
        ("jax", "0.12", "3.15", "3.12 to 3.14"),
        ("tf", "2.16", "3.10", "3.11 to 3.12"),
        ("tf", "2.10", "3.8", "3.10"),
        ("torch", "2.15", "3.15", "3.11 to 3.14"),
    ],
)
def test_wheels_for_a_python_that_no_project_is_for(
    name: str, version: str, python: str, pythons: str
) -> None:
    answer = compat(Query(framework=name, version=version, python=python))
    what = f"{FRAMEWORKS[answer.entries[0].framework].title} {version}"
    for one in answer.shared:
        assert one.pins.options == ()
        assert one.pins.refused == f"projects with {what} are for Python {pythons} only."


def test_releases_for_a_cuda_and_a_python() -> None:
    answer = compat(Query(framework="torch", cuda="12.6", python="3.9"))
    assert [one.version for one in answer.entries] == ["2.8", "2.7", "2.6"]
    answer = compat(Query(framework="jax", cuda="13.1"))
    assert [one.version for one in answer.entries][-1] == "0.7"


def test_a_release_that_was_only_announced_is_not_recommended() -> None:
    from seedbed.commands.compat import recommended

    answer = compat(Query(framework="torch", cuda="12.6"))
    assert answer.entries[0].version == "2.14"
    found = recommended(answer)
    assert found is not None
    assert found.version == "2.13"


@pytest.mark.parametrize(
    ("name", "machine", "platform", "python", "found"),
    [
        ("tensorflow", MAC, "osx-arm64", "3.12", ("2.19", "metal", "")),
        ("tensorflow", MAC, "osx-arm64", "3.13", ("2.21", "cpu", "")),
        ("tensorflow", Machine(), "linux-64", "3.12", ("2.21", "cpu", "")),
        ("tensorflow", OLD_DRIVER, "linux-64", "3.10", ("2.21", "cuda", "")),
        ("pytorch", OLD_DRIVER, "linux-64", "3.12", ("2.13", "cuda", "12.6")),
        ("pytorch", MAC, "osx-arm64", "3.12", ("2.15", "metal", "")),
        ("pytorch", Machine(), "osx-64", "3.12", ("2.2", "cpu", "")),
        ("jax", MAC, "osx-arm64", "3.12", ("0.12", "cpu", "")),
        ("jax", OLD_DRIVER, "linux-64", "3.11", ("0.10", "cuda", "12")),
        ("jax", Machine(), "osx-64", "3.12", None),
        ("tensorflow", Machine(), "linux-64", "3.14", None),
    ],
)
def test_what_fits_a_machine(
    name: str,
    machine: Machine,
    platform: str,
    python: str,
    found: tuple[str, str, str] | None,
) -> None:
    place = Place(machine=machine, platform=platform, python=python)
    fit = best(TABLES, FRAMEWORKS[name], place)
    assert (fit and (fit.version, fit.accelerator, fit.accelerator_version)) == found


def test_why_a_project_does_not_fit_a_machine() -> None:
    asked = Wanted(
        kind="cuda",
        version="13.0",
        framework="pytorch",
        spec=">=2.10",
        pythons=("3.12", "3.13"),
        platforms=("linux-64",),
        channels=False,
    )
    good = Machine(kind="cuda", driver="580.1", cuda="13.0", found="nvml")
    assert misfits(TABLES, asked, Place(machine=good, platform="linux-64", python="3.12")) == ()
    assert misfits(TABLES, asked, Place(machine=MAC, platform="osx-arm64", python="3.11")) == (
        "The project's platforms lack this machine's, osx-arm64.",
        "The project's range of Python excludes this one, 3.11.",
        "PyTorch is set to use CUDA, which this machine lacks.",
    )
    old = misfits(TABLES, asked, Place(machine=OLD_DRIVER, platform="linux-64", python="3.12"))
    assert old == (
        (
            "--accelerator-version 13.0 needs NVIDIA driver 580 or newer, and this machine has "
            "driver 535.183.01."
        ),
    )


def test_the_document_of_a_release() -> None:
    answer = compat(Query(framework="tf", version="2.10", manager="uv"))
    document: dict[str, Any] = json.loads(json.dumps(described(answer)))
    assert (document["framework"], document["here"]) == ("tensorflow", None)
    (release,) = document["releases"]
    assert release["patches"] == ["2.10.0", "2.10.1"]
    assert release["limits"] == {
        "numpy": ">=1.23.2,<1.24", "protobuf": ">=3.19.1,<3.20", "h5py": ">=3.7,<3.8",
    }  # fmt: skip
    assert [(one["version"], one["works"]) for one in release["pairs"]] == [
        ("0.6.0", True), ("0.7.1", False),
    ]  # fmt: skip
    assert [one["accelerator"] for one in document["pins"]] == ["auto", "cpu", "metal"]
    assert document["pins"][0]["managers"] == ["uv"]


def test_the_document_of_a_table_is_the_same_for_all_releases() -> None:
    for name in FRAMEWORKS:
        document = described(compat(Query(framework=name)))
        assert len({frozenset(one) for one in document["releases"]}) == 1
        assert document["pins"] == []
        kinds = [type(one["limits"]) for one in document["releases"]]
        assert set(kinds) == {dict}


def test_each_release_is_found_by_each_of_its_names() -> None:
    for framework in FRAMEWORKS.values():
        for entry in entries_of(TABLES, framework):
            for version in (entry.version, *entry.patches, f"v{entry.version}"):
                row = release_of(TABLES, framework, version)
                assert entry_of(TABLES, framework, row) == entry


@pytest.mark.parametrize("spec", ["==2.1.*", "==2.10.*", "==0.9.*", "==2.*", ">=2.1", "==0.9.0.*"])
@pytest.mark.parametrize("version", ["2.1.0", "2.10.1", "0.9.0.1", "2.1", "0.9.2", "3.0"])
def test_common_ranges_admit_what_the_library_says(spec: str, version: str) -> None:
    assert is_admitted(spec, version) == admits(spec, version)
