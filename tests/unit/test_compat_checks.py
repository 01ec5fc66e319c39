"""What a resolver is asked about the rows of the tables, and what its answers mean."""

from __future__ import annotations

import pytest

from seedbed.accelerators.compat.checks import Resolution, Row, rows
from seedbed.accelerators.compat.unknown import searches
from seedbed.accelerators.compat.verdicts import DIFFERS, HOLDS, UNCHECKED, Answer, judge, read
from seedbed.accelerators.tables import load_tables
from seedbed.managers.uv.indexes import variables
from seedbed.model.record import replace
from seedbed.model.versions import release

TABLES = load_tables()
ROWS = {(one.framework, one.table, one.key): one for one in rows(TABLES)}
NO_WHEEL = """\
error: No solution found when resolving dependencies
  cause: Because tensorrt==8.5.3.1 has no wheels with a matching Python ABI tag (e.g., `cp311`) \
and tensorflow[and-cuda]>=2.14.0rc0,<=2.14.1 depends on tensorrt==8.5.3.1, we can conclude that \
tensorflow[and-cuda]>=2.14.0rc0,<=2.14.1 cannot be used.

hint: Wheels are available for `tensorrt` (v8.5.3.1) with the following Python ABI tags: `cp310`
"""
OFFLINE = """\
error: No solution found when resolving dependencies
  cause: Because six was not found in the cache and you require six, we can conclude that your \
requirements are unsatisfiable.

hint: Packages were unavailable because the network was disabled. When the network is disabled, \
registry packages may only be read from the cache.
"""
ABSENT = """\
error: No solution found when resolving dependencies
  cause: Because tensorflow was not found in the package registry and you require tensorflow, we \
can conclude that your requirements are unsatisfiable.
"""
UNREACHABLE = """\
error: Request failed after 3 retries in 11.5s
  cause: Failed to fetch: https://index.invalid/simple/six/
  cause: dns error
"""


def _asked(row: Row) -> list[str]:
    return [
        f"{' '.join(one.requirements)} | {one.platform} {one.python}"
        f"{'' if one.succeeds else ' fails'}{' alone' if one.alone else ''}"
        for one in row.resolutions
    ]


def test_a_pair_is_asked_with_the_limits_of_its_release() -> None:
    limits = "numpy>=1.23.2,<1.24 protobuf>=3.19.1,<3.20 h5py>=3.7,<3.8"
    both = f"tensorflow-macos==2.10.* tensorflow-metal==0.6.0 {limits}"
    assert _asked(ROWS["tensorflow", "metal", "2.10 0.6.0"]) == [
        f"{both} | osx-arm64 3.8",
        f"{both} | osx-arm64 3.10",
    ]


def test_what_lacks_wheels_must_fail_and_what_fails_at_import_must_not() -> None:
    fails = {
        row.key: {one.succeeds for one in row.resolutions if not one.alone}
        for row in ROWS.values()
        if row.table == "metal" and row.framework == "tensorflow"
    }
    assert [key for key, found in fails.items() if found == {False}] == ["2.5 0.1.2", "2.6 0.2.0"]
    assert fails["2.20 1.2.0"] == {True}, "it can be installed, but not imported"


def test_the_cuda_libraries_are_asked_where_there_are_some() -> None:
    limit = "numpy>=1.24,<2"
    asked = _asked(ROWS["tensorflow", "releases", "2.14"])
    assert [one for one in asked if "and-cuda" in one] == [
        f"tensorflow[and-cuda]==2.14.* {limit} | linux-64 3.9",
        f"tensorflow[and-cuda]==2.14.* {limit} | linux-64 3.10",
        f"tensorflow[and-cuda]==2.14.* {limit} | linux-64 3.11 fails",
    ]
    assert f"tensorflow==2.14.* {limit} | linux-64 3.11" in asked
    assert not any("and-cuda" in one for one in _asked(ROWS["tensorflow", "releases", "2.13"]))


def test_an_extra_that_came_late_is_asked_from_there_on() -> None:
    asked = _asked(ROWS["jax", "releases", "0.7"])
    assert "jax[cuda13]>=0.7.2,==0.7.* | linux-aarch64 3.14" in asked
    assert "jax==0.7.1 | linux-64 3.14 alone" in asked


def test_every_row_is_asked_about_once() -> None:
    every = rows(TABLES)
    assert len(ROWS) == len(every)
    sizes = [TABLES.releases, TABLES.torchvision, TABLES.tensorflow, TABLES.metal, TABLES.jax,
             TABLES.jax_plugins]  # fmt: skip
    assert len(every) == sum(map(len, sizes))
    for row in every:
        assert row.resolutions
        assert all(release(one.python) >= (3, 8) for one in row.resolutions)


@pytest.mark.parametrize(
    ("said", "succeeds", "reason"),
    [
        (
            NO_WHEEL,
            False,
            (
                "tensorrt==8.5.3.1 has no wheels with a matching Python ABI tag (e.g., `cp311`) "
                "and tensorflow[and-cuda]>=2.14.0rc0,<=2.14.1 depends on tensorrt==8.5.3.1"
            ),
        ),
        (OFFLINE, None, "six was not found in the cache and you require six"),
        (
            ABSENT,
            None,
            "tensorflow was not found in the package registry and you require tensorflow",
        ),
        (
            UNREACHABLE,
            None,
            (
                "Request failed after 3 retries in 11.5s cause: Failed to fetch: "
                "https://index.invalid/simple/six/ cause: dns error"
            ),
        ),
        ("", None, "uv said nothing"),
    ],
)
def test_what_uv_says(said: str, succeeds: bool | None, reason: str) -> None:
    assert read(1, "", said) == Answer(succeeds=succeeds, reason=reason)


def test_a_long_reason_is_cut() -> None:
    reason = read(1, "", f"error: {'word ' * 100}").reason
    assert len(reason) == 200
    assert reason.endswith("word…")


def test_what_uv_finds() -> None:
    said = read(0, "numpy==2.0.2\nTensorFlow_metal==1.2.0 ; python_version < '4'\n", "")
    assert said.succeeds is True
    assert dict(said.versions) == {"numpy": "2.0.2", "tensorflow-metal": "1.2.0"}


YES = Answer(succeeds=True, versions={"tensorflow": "2.20.0"})
NO = Answer(succeeds=False, reason="it has no wheels")
UNKNOWN = Answer(succeeds=None, reason="dns error")
ONE = Resolution(requirements=("tensorflow==2.20.*",), platform="linux-64", python="3.12")
ROW = Row(
    framework="tensorflow",
    table="releases",
    version="2.20",
    title="TensorFlow 2.20",
    key="2.20",
    package="tensorflow",
    patches=("2.20.0",),
    resolutions=(ONE, replace(ONE, python="3.13")),
)


@pytest.mark.parametrize(
    ("answers", "state", "reasons"),
    [
        ((YES, YES), HOLDS, []),
        ((YES, NO), DIFFERS, ["it has no wheels"]),
        ((UNKNOWN, NO), DIFFERS, ["it has no wheels"]),
        ((UNKNOWN, YES), UNCHECKED, ["dns error"]),
        ((UNKNOWN, UNKNOWN), UNCHECKED, ["dns error", "dns error"]),
    ],
)
def test_how_a_row_stands(answers: tuple[Answer, ...], state: str, reasons: list[str]) -> None:
    verdict = judge(ROW, answers)
    assert verdict.state == state
    assert [one.reason for one in verdict.differences] == reasons


def test_a_row_that_says_wheels_are_missing_holds_as_long_as_they_are() -> None:
    row = replace(ROW, resolutions=(replace(ONE, succeeds=False),))
    assert judge(row, (NO,)).state == HOLDS
    verdict = judge(row, (YES,))
    assert verdict.state == DIFFERS
    assert [one.reason for one in verdict.differences] == ["uv finds wheels for it"]


def test_a_release_of_a_known_minor_version_can_be_new() -> None:
    newer = replace(YES, versions={"tensorflow": "2.20.1"})
    assert judge(ROW, (YES, newer)).newest == ("2.20.1",)
    assert judge(ROW, (YES, YES)).newest == ()


def test_newer_releases_are_looked_for_from_the_last_known_one_on() -> None:
    found = searches(TABLES, ["tensorflow"])
    assert {one.package for one in found} == {"tensorflow", "tensorflow-metal"}
    last = TABLES.tensorflow[-1].patches[-1]
    (one,) = [it for it in found if it.package == "tensorflow" and it.python == "3.13"]
    assert one.resolution.requirements == (f"tensorflow>{last}",)
    assert replace(one, below="9.1").resolution.requirements == (f"tensorflow>{last},<9.1",)


def test_of_uvs_settings_only_the_indexes_count(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    settings = home / "uv" / "uv.toml"
    settings.parent.mkdir()
    settings.write_text(
        'resolution = "lowest"\nindex-strategy = "unsafe-best-match"\n'
        '[[index]]\nname = "own"\nurl = "https://own.invalid/simple"\n'
        '[[index]]\nname = "torch"\nurl = "https://torch.invalid"\nexplicit = true\n'
        '[[index]]\nurl = "https://mirror.invalid/simple"\ndefault = true\n'
        '[pip]\nfind-links = ["/a", "/b"]\nprerelease = "allow"\n'
    )
    env = {
        "XDG_CONFIG_HOME": str(home),
        "XDG_CONFIG_DIRS": str(home / "none"),
        "UV_RESOLUTION": "lowest-direct",
        "UV_EXCLUDE_NEWER": "2020-01-01",
        "UV_CACHE_DIR": "/cache",
        "PATH": "/bin",
    }
    assert variables(env) == {
        "XDG_CONFIG_HOME": str(home),
        "XDG_CONFIG_DIRS": str(home / "none"),
        "PATH": "/bin",
        "UV_CACHE_DIR": "/cache",
        "UV_INDEX": "own=https://own.invalid/simple",
        "UV_DEFAULT_INDEX": "https://mirror.invalid/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/a,/b",
    }
    asked = variables({**env, "UV_DEFAULT_INDEX": "https://asked.invalid"})
    assert asked["UV_DEFAULT_INDEX"] == "https://asked.invalid"
    settings.write_text("[[index\n")
    assert "UV_INDEX" not in variables(env)
