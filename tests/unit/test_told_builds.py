"""What a version, a conda build, and an installed package say of a build."""

from __future__ import annotations

from seedbed.accelerators.builds import Build, by_conda, by_facts, by_version

CU130 = Build(version="2.13.0+cu130", kind="cuda", toolkit="13.0")
CPU = Build(version="2.13.0+cpu", kind="cpu")


def test_versions_say_what_a_build_is_for() -> None:
    assert by_version("2.13.0+cu130") == CU130
    assert by_version("2.13.0+cpu") == CPU
    assert by_version("2.14.0+rocm7.2") == Build(
        version="2.14.0+rocm7.2", kind="rocm", toolkit="7.2"
    )
    assert by_version("2.14.0+xpu") == Build(version="2.14.0+xpu", kind="xpu")
    for version in ("2.15.0", "2.15.0+git1234", "2.15.0.dev20261101"):
        assert by_version(version) == Build(version=version)


def test_conda_builds_say_what_they_are_for() -> None:
    for build, kind, toolkit in [
        ("cuda126_mkl_py312_h30b5a27_300", "cuda", "12.6"),
        ("cuda_130_generic_py313", "cuda", "13.0"),
        ("cpu_mkl_py312_h1_100", "cpu", ""),
        ("py3.9_0", "", ""),
    ]:
        assert by_conda("2.10.0", build, is_mac=False) == Build(
            version="2.10.0", kind=kind, toolkit=toolkit
        )


def test_an_installed_torch_says_what_it_is_for() -> None:
    recorded = {"__version__": "2.11.0+cu130", "cuda": "13.0"}
    assert by_facts("2.11.0", recorded, is_mac=False) == Build(
        version="2.11.0", kind="cuda", toolkit="13.0"
    )
    rocm = {"hip": "7.2.26015-fc0010cf6a"}
    assert by_facts("2.11.0+rocm7.2", rocm, is_mac=False).title == "ROCm 7.2"
    intel = {"xpu": "20250301"}  # a day, no version that anybody asks for
    assert by_facts("2.11.0+xpu", intel, is_mac=False) == Build(version="2.11.0+xpu", kind="xpu")
    for is_mac, kind in ((True, "metal"), (False, "cpu")):
        build = by_facts("2.11.0", {"__version__": "2.11.0"}, is_mac=is_mac)
        assert build.kind == kind
