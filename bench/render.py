"""Renders projects of mixed choices in memory and prints how many seconds that took.

Run by the interpreter that seedbed is installed for: python bench/render.py COUNT
"""

from __future__ import annotations

import sys
from itertools import cycle, islice, product
from time import perf_counter
from typing import TYPE_CHECKING

from seedbed.errors import SeedbedError
from seedbed.layers.library import general_extras, load_library, offered
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.model.choices import Choices

SINGLE = ("manager", "nix", "framework", "accelerator", "lint", "license")
DESCRIPTIONS = ("", "Plain.", "Quotes \", ${braces}, '', back\\slashes\nand lines.")
PYTHONS = (">=3.11", ">=3.12,<3.14")


def mixed() -> Iterator[Choices]:
    """Yield every combination that the layers offer, over and over, each time another project."""
    library = load_library()
    extras = general_extras(library)
    # Each number names a set of extras: bit by bit, one of them in or out.
    subsets = [
        tuple(extra for bit, extra in enumerate(extras) if number >> bit & 1)
        for number in range(2 ** len(extras))
    ]
    singles = product(*(offered(library, slot) for slot in SINGLE))
    everything = list(product(singles, subsets, DESCRIPTIONS, PYTHONS))
    # A step that shares no factor with the count visits all of them, and mixes neighbours.
    step = next(n for n in (7919, 104729) if len(everything) % n)
    for number in cycle(range(len(everything))):
        picked, some, description, python = everything[number * step % len(everything)]
        yield make_choices(
            f"project-{number}",
            **dict(zip(SINGLE, picked, strict=True)),
            extras=some,
            description=description,
            python=python,
        )


def main() -> None:
    """Render, and print the seconds and how many projects could be made."""
    done = 0
    start = perf_counter()
    for choices in islice(mixed(), int(sys.argv[1])):
        try:
            compose(choices)
        except SeedbedError:  # two choices that exclude each other
            continue
        done += 1
    print(perf_counter() - start, done)


if __name__ == "__main__":
    main()
