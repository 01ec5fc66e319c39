"""The opposite of a marker, which Poetry needs for the systems that a source is not for."""

from __future__ import annotations

import itertools

import pytest
from packaging.markers import Marker

from seedbed.managers.poetry.markers import negated

SYSTEMS = [
    {"sys_platform": system, "platform_machine": machine}
    for system, machine in itertools.product(
        ("linux", "darwin", "win32"), ("x86_64", "aarch64", "arm64", "AMD64")
    )
]


@pytest.mark.parametrize(
    ("marker", "opposite"),
    [
        ("sys_platform == 'linux'", "sys_platform != 'linux'"),
        ('sys_platform != "linux"', 'sys_platform == "linux"'),
        (
            "sys_platform == 'linux' or sys_platform == 'win32'",
            "sys_platform != 'linux' and sys_platform != 'win32'",
        ),
        (
            "sys_platform == 'linux' and platform_machine == 'x86_64'",
            "sys_platform != 'linux' or platform_machine != 'x86_64'",
        ),
        ("sys_platform == 'linux' and platform_machine == 'a' or sys_platform == 'b'", ""),
        ("python_version < '3.13'", ""),
        ("(sys_platform == 'linux')", ""),
        ("extra == 'a\\'b'", ""),
        ("", ""),
    ],
)
def test_it_holds_where_the_marker_does_not(marker: str, opposite: str) -> None:
    assert negated(marker) == opposite
    if opposite:
        for system in SYSTEMS:
            assert Marker(marker).evaluate(system) != Marker(opposite).evaluate(system), system
