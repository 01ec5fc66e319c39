"""The indexes and options of pip, as uv has them.

https://docs.astral.sh/uv/concepts/indexes/
"""

from __future__ import annotations

from typing import Any

import pytest
from imported_requirements import PUBLIC, tables


def indexes(**files: str) -> tuple[Any, Any, str]:
    """The indexes, the sources, and the strategy."""
    uv = tables(**files)["tool"]["uv"]
    return uv.get("index", []), uv.get("sources", {}), uv.get("index-strategy", "")


CU118, CPU = "https://wheels.example/whl/cu118", "https://wheels.example/whl/cpu"
PRIVATE = "https://packages.example/simple"
ON = "sys_platform == 'linux' or sys_platform == 'win32'"
BEST = "unsafe-best-match"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"-i {PUBLIC}/\na", ([], {}, "")),
        (
            f"-i {PRIVATE}\na",
            ([{"name": "packages-example", "url": PRIVATE, "default": True}], {}, ""),
        ),
        (
            f"--extra-index-url {PRIVATE}\na",
            ([{"name": "packages-example", "url": PRIVATE}], {}, BEST),
        ),
        (
            f"-i https://old.example\n-i {PRIVATE}\na",
            ([{"name": "packages-example", "url": PRIVATE, "default": True}], {}, ""),
        ),
        (
            f"--extra-index-url {CU118}\ntorch\ntorchvision; os_name == 'nt'\na",
            (
                [{"name": "pytorch-cu118", "url": CU118, "explicit": True}],
                {
                    "torch": {"index": "pytorch-cu118", "marker": ON},
                    "torchvision": {"index": "pytorch-cu118", "marker": "os_name == 'nt'"},
                },
                "",
            ),
        ),
        (
            f"--extra-index-url {CU118}\ntorch==2.0+cu117\na",
            ([{"name": "pytorch-cu118", "url": CU118}], {}, BEST),
        ),
        (
            f"-i {PRIVATE}\n--extra-index-url {PUBLIC}/\na",
            ([{"name": "packages-example", "url": PRIVATE}], {}, BEST),
        ),
        (
            f"--extra-index-url {PUBLIC}\n-i {PRIVATE}\n--extra-index-url {CU118}\na",
            (
                [
                    {"name": "packages-example", "url": PRIVATE},
                    {"name": "pytorch-cu118", "url": CU118},
                ],
                {},
                BEST,
            ),
        ),
        (
            f"-i {CPU}\n--extra-index-url {PUBLIC}\ntorch",
            (
                [{"name": "pytorch-cpu", "url": CPU, "explicit": True}],
                {"torch": {"index": "pytorch-cpu"}},
                "",
            ),
        ),
        (f"-i {CPU}\ntorch", ([{"name": "pytorch-cpu", "url": CPU, "default": True}], {}, "")),
        (
            "--extra-index-url https://h.example/a\n--extra-index-url https://h.example/b",
            (
                [
                    {"name": "h-example", "url": "https://h.example/a"},
                    {"name": "h-example-2", "url": "https://h.example/b"},
                ],
                {},
                BEST,
            ),
        ),
        (
            "--extra-index-url https://wheels.example/whl/rocm6.0\ntorch",
            (
                [{"name": "wheels-example", "url": "https://wheels.example/whl/rocm6.0"}],
                {},
                BEST,
            ),
        ),
    ],
)
def test_an_index_stays_what_it_is(text: str, expected: object) -> None:
    assert indexes(main=text) == expected


def test_a_group_s_own_default_index_serves_the_group_alone() -> None:
    found = indexes(main="numpy", dev=f"-i {PRIVATE}\nlab-tools\nlab-tests")
    assert found == (
        [{"name": "packages-example", "url": PRIVATE, "explicit": True}],
        {
            "lab-tests": {"index": "packages-example", "group": "dev"},
            "lab-tools": {"index": "packages-example", "group": "dev"},
        },
        "",
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--pre", {"prerelease": "allow"}),
        ("--no-index -f wheels", {"no-index": True, "find-links": ["wheels"]}),
        ("--only-binary :all:", {"no-build": True}),
        ("--only-binary a,B_b", {"no-build-package": ["a", "b-b"]}),
        ("--no-binary :all: --only-binary c", {"no-binary": True, "no-build-package": ["c"]}),
        (
            "--no-binary a,b --only-binary a",
            {"no-binary-package": ["b"], "no-build-package": ["a"]},
        ),
        ("--no-binary a --no-binary :none:", {}),
    ],
)
def test_an_option_is_a_setting_of_uv(options: str, expected: dict[str, object]) -> None:
    assert tables(main=options)["tool"]["uv"] == {"package": False, **expected}
