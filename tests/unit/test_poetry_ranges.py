"""Poetry's notation for ranges and for where an entry counts, in Python's."""

from __future__ import annotations

import pytest

from seedbed.managers.poetry.conditions import marker_of
from seedbed.managers.poetry.ranges import pep440, requires_python
from seedbed.managers.shared.source_tables import source_in_url
from seedbed.model.source import GIT, Source


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("1.2", "==1.2"),
        ("!=1.5.*,>1", "!=1.5.*,>1"),
        ("*", ""),
        ("^1.26 || ^2.0", ">=1.26,<3"),
        ("^2 | ^1 | 3.*", None),
        (">=1.2,<2 || >=1.5,<3", ">=1.2,<3"),
        ("<2||>=2", ""),
        ("* || ^1", ""),
        ("^1 || ^3", None),
        ("^1 || latest", None),
        ("9" * 5000, None),
    ],
)
def test_a_range(given: str, wanted: str | None) -> None:
    assert pep440(given) == wanted


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("3.10", ">=3.10,<3.11"),
        ("== 3.10.4", "==3.10.4"),
        ("~3.8 || ~3.10 || ~3.11", ">=3.8,!=3.9.*,<3.12"),
        ("^2.7 || ^3.2", ">=2.7,!=3.0.*,!=3.1.*,<4"),
        ("<3.9.2 || >3.9.4", None),
        (">=3.8,<3.9.2 || >=3.10", None),
        ("~3.8 || ~5.1", None),
        ("new", None),
    ],
)
def test_versions_of_python(given: str, wanted: str | None) -> None:
    assert requires_python(given) == wanted


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ({}, ""),
        ({"python": "*"}, ""),
        ({"python": "3.8.1"}, "python_full_version == '3.8.1'"),
        ({"python": "~3.8.1"}, "python_full_version >= '3.8.1' and python_version < '3.9'"),
        ({"python": ">3.8"}, "python_full_version > '3.8.0'"),
        ({"python": "<=3"}, "python_full_version <= '3.0.0'"),
        ({"python": "!=3.8.*"}, "python_version != '3.8'"),
        ({"python": "<3.9 || >=3.11"}, "python_version < '3.9' or python_version >= '3.11'"),
        ({"python": "3.*"}, None),
        ({"platform": "!=win32"}, "sys_platform != 'win32'"),
        (
            {"platform": "linux || darwin", "markers": "os_name == 'posix'"},
            "os_name == 'posix' and (sys_platform == 'linux' or sys_platform == 'darwin')",
        ),
        ({"platform": "linux, darwin"}, None),
        ({"markers": "on a full moon"}, None),
    ],
)
def test_where_an_entry_counts(table: dict[str, str], wanted: str | None) -> None:
    assert marker_of(table) == wanted


@pytest.mark.parametrize(
    ("url", "address", "ref"),
    [
        ("git+https://h.example/kit.git@feature/led", "https://h.example/kit.git", "feature/led"),
        ("git+ssh://git@h.example/o/kit.git", "ssh://git@h.example/o/kit.git", ""),
        ("git+https://h.example/@o/kit@v1", "https://h.example/@o/kit", "v1"),
    ],
)
def test_the_branch_of_an_address(url: str, address: str, ref: str) -> None:
    kind = "rev" if ref else ""
    assert source_in_url(url) == Source(kind=GIT, address=address, ref=ref, ref_kind=kind)
