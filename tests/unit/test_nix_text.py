"""What `.nix/packages.json` says of the example Projects, to the letter."""

from __future__ import annotations

from examples import LAB, SMALL

from seedbed.managers.nix import packages

LAB_TEXT = """[
    "graphviz",
    "pandoc",
    "python3Packages.pip"
]
"""


def test_what_is_written_and_read() -> None:
    assert packages.write(LAB) == LAB_TEXT
    assert packages.read(LAB_TEXT) == ("graphviz", "pandoc", "python3Packages.pip")


def test_of_no_package() -> None:
    assert packages.write(SMALL) == "[]\n"
    assert packages.read("[]\n") == ()
