"""Reads and writes manifests of 200 requirements in memory, by each dialect.

Prints `NAME SECONDS` for each, the median of many rounds.
Run by the interpreter that seedbed is installed for: python bench/manifest.py ROUNDS
"""

from __future__ import annotations

import sys
from statistics import median
from time import perf_counter

from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.model.project import Dependency, Index, Platform, Project

COUNT = 200


def project() -> Project:
    """Return a project with requirements of every kind in three groups."""
    wanted = (
        Dependency(
            name=f"package-{number}",
            spec="<3,>=1.2",
            extras=("all",) if number % 7 == 0 else (),
            marker='sys_platform == "linux"' if number % 11 == 0 else "",
            group=("", "dev", "docs")[number % 3],
            index="extra" if number % 13 == 0 else "",
            conda=f"conda-{number}" if number % 5 == 0 else "",
        )
        for number in range(COUNT)
    )
    return Project(
        name="many",
        package="many",
        python=">=3.11",
        dependencies=tuple(sorted(wanted, key=lambda item: item.key)),
        indexes=(Index(name="extra", url="https://example.org/simple"),),
        platforms=(Platform(name="linux-64", subdir="linux-64"),),
        channels=("conda-forge",),
    )


def main() -> None:
    """Measure, and make sure that what was written was read."""
    many = project()
    for name in MANAGERS:
        dialect = load_dialect(name)
        seconds = []
        for _ in range(int(sys.argv[1]) + 1):
            start = perf_counter()
            texts = {path: file.render({}) for path, file in dialect.write(many).items()}
            read = dialect.read(texts)
            seconds.append(perf_counter() - start)
            if read.project != dialect.supported(many):
                raise SystemExit(f"{name} reads something else than it wrote")
        print(name, median(seconds[1:]))  # the first round imports


if __name__ == "__main__":
    main()
