"""Where the workflow of a project runs: its systems, and its versions of Python. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_RUNNERS = (
    {"linux-64": "ubuntu-latest", "linux-aarch64": "ubuntu-24.04-arm"},
    {"osx-arm64": "macos-latest", "osx-64": "macos-15-intel"},
    {"win-64": "windows-latest", "win-arm64": "windows-11-arm"},
)
"""GitHub's runners for each system; of one system, the first that the project supports is taken.

https://docs.github.com/en/actions/reference/runners/github-hosted-runners
"""


def placeholders(platforms: Collection[str], versions: Sequence[str]) -> dict[str, str]:
    """What the workflows of layers may name between at signs.

    `ci_jobs` are the items of a matrix, for YAML at ten spaces: the oldest and the newest Python on
    the first system, the newest on the others. `ci_locked_jobs` are those of a manager whose lock
    has one Python: each system, and one more job for the oldest Python.

    Args:
        platforms: the platforms that the lock covers.
        versions: the minor versions of Python that the project supports, the oldest first.
    """
    first, *others = _systems(platforms)
    ends = dict.fromkeys((versions[0], versions[-1]))
    jobs = [*((first, one) for one in ends), *((system, versions[-1]) for system in others)]
    locked = [(first, versions[0]), *((system, "") for system in (first, *others))]
    return {
        "ci_runner": first,
        "ci_jobs": "\n".join(_item(*job) for job in jobs),
        "ci_locked_jobs": "\n".join(_item(*job) for job in locked),
    }


def _systems(platforms: Collection[str]) -> list[str]:
    """One runner of each system that the project supports; Linux where GitHub has none of them."""
    found = [
        next((name for platform, name in known.items() if platform in platforms), "")
        for known in _RUNNERS
    ]
    return [name for name in found if name] or ["ubuntu-latest"]


def _item(system: str, version: str) -> str:
    item = f"          - os: {system}"
    return f'{item}\n            python: "{version}"' if version else item
