"""What Poetry's own library understands of the projects in some folders; prints JSON, one a line.

A program of its own, because the library remembers files between two projects.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

from poetry.core.constraints.version import Version
from poetry.core.factory import Factory
from poetry.core.masonry.metadata import Metadata

PATCHES = [(3, minor, patch) for minor in range(6, 16) for patch in range(12)]
PYTHONS = [(2, 7, 18), *PATCHES, (4, 0, 0)]


def said(folder: Path) -> dict[str, Any]:
    """What users of the package read in its metadata, and what Poetry locks for each group."""
    package = Factory().create_poetry(folder).package
    metadata = Metadata.from_package(package)
    groups = {
        name: package.dependency_group(name)
        for name in sorted(package.dependency_group_names(include_optional=True))
    }
    asked = [dep for dep in package.requires if dep.in_extras or not dep.is_optional()]
    return {
        "requires": sorted(one for dep in asked for one in requirements(dep, folder)),
        "requires-dist": metadata.requires_dist,
        "requires-python": metadata.requires_python,
        "extras": sorted(metadata.provides_extra),
        "entry-points": package.entry_points,
        "optional groups": [name for name, group in groups.items() if group.is_optional()],
        "locked": sorted(
            f"{name}: {' '.join(filter(None, [one, *only_locked(dep)]))}"
            for name, group in groups.items()
            for dep in group.dependencies_for_locking
            for one in requirements(dep, folder)
        ),
        "groups": [*groups],
        "pythons": pythons(package.python_constraint),
    }


def requirements(dep: Any, folder: Path) -> list[str]:
    """A requirement, as often as there are extras that bring it."""
    place = [dep.source_reference, dep.source_subdirectory]
    at = " ".join(filter(None, [dep.source_url or "", *place]))
    parts = [
        dep.complete_name,
        "" if dep.constraint.is_any() else str(dep.constraint),
        f"@ {at.replace(str(folder), '.').replace(str(folder.parent), '..')}" if at else "",
        "" if dep.marker.is_any() else f"; {dep.marker}",
    ]
    text = " ".join(filter(None, parts))
    return [f"{text} [{extra}]" if extra else text for extra in dep.in_extras or [""]]


def only_locked(dep: Any) -> list[str]:
    """What no metadata says of a requirement."""
    return [
        f"source={dep.source_name}" if dep.source_name else "",
        "prereleases" if dep.allows_prereleases() and not dep.source_type else "",
        "develop" if getattr(dep, "_develop", False) else "",
        "optional" if dep.is_optional() else "",
    ]


def pythons(constraint: Any) -> list[str]:
    """The minor versions of Python that Poetry locks for; of one that is not whole, its patches."""
    found: dict[str, list[int]] = {}
    for major, minor, patch in PYTHONS:
        if constraint.allows(Version.from_parts(major, minor, patch)):
            found.setdefault(f"{major}.{minor}", []).append(patch)
    whole = [1, len({patch for *_, patch in PATCHES})]
    return [
        name if len(patches) in whole[(name[0] == "3") :] else f"{name}: {patches}"
        for name, patches in found.items()
    ]


if __name__ == "__main__":
    logging.disable()
    for given in sys.argv[1:]:
        print(json.dumps(said(Path(given))))
