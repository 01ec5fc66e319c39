"""`pixi.lock`, read by line: it may have 100,000 of them, and YAML takes seconds for those.

Its environments list the packages of each platform by their addresses. Those of formats 6 and 7
were looked at; in 7, platforms with virtual packages of their own have made-up names.
https://pixi.sh/latest/workspace/lockfile/
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from seedbed.accelerators.builds import by_conda, by_requirements, by_version
from seedbed.model.names import canonical
from seedbed.model.record import record
from seedbed.model.versions import release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.accelerators.builds import Build, Framework
    from seedbed.locks import Target

_CONDA = re.compile(r"/([a-z0-9_.\-]+)-([^-/]+)-([^-/]+)\.(?:conda|tar\.bz2)$")
_WHEEL = re.compile(r"/([A-Za-z0-9_.]+)-([^-/]+)-[^/]+\.whl$")


@record
class _Platform:
    """A platform of the lock: its conda name, and the CUDA that it asks for, if it does."""

    subdir: str
    cuda: str = ""


def read(text: str, framework: Framework, target: Target) -> list[Build]:
    """The build that `pixi install` puts into the environment on a machine.

    Raises:
        ValueError: when it is no lock.
    """
    return list(_read(text, framework, target)[0])


def read_others(text: str, framework: Framework, target: Target) -> list[Build]:
    """The builds for machines of the same kind that have another driver, or none.

    Raises:
        ValueError: when it is no lock.
    """
    return list(_read(text, framework, target)[1])


@record
class Packages:
    """What a lock installs into an environment on one platform.

    Attributes:
        conda: the conda packages, as `name-version-build`.
        wheels: the wheels from indexes: canonical name and version.
        is_whole: whether each conda package comes from a channel, so that all are in `conda`.
    """

    conda: frozenset[str]
    wheels: frozenset[tuple[str, str]]
    is_whole: bool


def packages_of(text: str, environment: str, subdir: str) -> list[Packages]:
    """What a lock installs into an environment on the platforms of one kind of machine.

    Args:
        text: what the lock holds.
        environment: the environment's name.
        subdir: the kind of machine, as conda calls it.
    """
    platforms = _platforms(_block(text, "platforms"))
    environments = dict(_entries(_block(text, "environments"), 2))
    lists = dict(_entries(_inner(environments.get(environment, ""), "packages"), 6))
    return [
        _packages(addresses)
        for name, addresses in lists.items()
        if platforms.get(name, _Platform(subdir=name)).subdir == subdir
    ]


def lists_of(text: str, environment: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What an environment has on each platform: its conda name, and kinds with addresses.

    Args:
        text: what the lock holds.
        environment: the environment's name.
    """
    platforms = _platforms(_block(text, "platforms"))
    environments = dict(_entries(_block(text, "environments"), 2))
    lists = _entries(_inner(environments.get(environment, ""), "packages"), 6)
    return [
        (
            platforms.get(name, _Platform(subdir=name)).subdir,
            re.findall(r"^\s*- (conda|pypi): (\S+)", addresses, re.MULTILINE),
        )
        for name, addresses in lists
    ]


def _packages(addresses: str) -> Packages:
    found = re.findall(r"^\s*- (conda|pypi): (\S+)", addresses, re.MULTILINE)
    conda = [_CONDA.search(unquote(address)) for kind, address in found if kind == "conda"]
    wheels = [_WHEEL.search(unquote(address)) for kind, address in found if kind == "pypi"]
    return Packages(
        conda=frozenset(f"{one[1]}-{one[2]}-{one[3]}" for one in conda if one),
        wheels=frozenset((canonical(one[1]), one[2]) for one in wheels if one),
        is_whole=all(conda),
    )


@lru_cache(maxsize=1)  # one lock is asked twice, and may have megabytes
def _read(
    text: str, framework: Framework, target: Target
) -> tuple[tuple[Build, ...], tuple[Build, ...]]:
    """The build that Pixi takes on a machine, and those that it would take with another driver."""
    if not re.search(r"^version: \d+", text, re.MULTILINE):
        raise ValueError("it has no version")
    platforms = _platforms(_block(text, "platforms"))
    environments = dict(_entries(_block(text, "environments"), 2))
    name = next((one for one in target.environments if one in environments), "")
    lists = dict(_entries(_inner(environments.get(name, ""), "packages"), 6))
    chosen, *others = _platforms_of(lists, platforms, target)
    taken = _builds(lists.get(chosen, ""), framework, target)
    waiting = (build for one in others for build in _builds(lists[one], framework, target))
    return tuple(taken), tuple(waiting)


def _platforms_of(
    lists: Mapping[str, str], platforms: Mapping[str, _Platform], target: Target
) -> list[str]:
    """The platforms for machines of a kind; first the one that Pixi takes, empty for none.

    That is one that asks for CUDA where there is one that will do.
    """
    fit = [
        (name, platforms.get(name, _Platform(subdir=name)))
        for name in lists
        if platforms.get(name, _Platform(subdir=name)).subdir == target.subdir
    ]
    able = [name for name, one in fit if one.cuda and release(one.cuda) <= release(target.cuda)]
    plain = [name for name, one in fit if not one.cuda]
    chosen = next(iter([*able, *plain]), "")
    return [chosen, *(name for name, _ in fit if name != chosen)]


def _builds(addresses: str, framework: Framework, target: Target) -> list[Build]:
    conda, wheels = {}, {}
    for kind, address in re.findall(r"^\s*- (conda|pypi): (\S+)", addresses, re.MULTILINE):
        found = (_CONDA if kind == "conda" else _WHEEL).search(unquote(address))
        if found and kind == "conda":
            conda[found[1]] = by_conda(found[2], found[3], is_mac=target.is_mac)
        elif found:
            wheels[re.sub(r"[-_.]+", "-", found[1]).lower()] = found[2]
    if framework.conda in conda:
        return [conda[framework.conda]]
    version = next((wheels[name] for name in framework.names if name in wheels), "")
    if not version:
        return []
    build = by_version(version)
    if not build.kind:
        build = by_requirements(version, wheels, framework, is_mac=target.is_mac)
    return [build]


def _platforms(block: str) -> dict[str, _Platform]:
    """The platforms that format 7 describes, by the names that stand in the lock."""
    found = {}
    for one in re.split(r"^- ", block, flags=re.MULTILINE)[1:]:
        name = re.search(r"^name: (\S+)", one)
        subdir = re.search(r"^  subdir: (\S+)", one, re.MULTILINE)
        cuda = re.search(r"^  - __cuda=([\d.]+)", one, re.MULTILINE)
        if name:
            found[name[1]] = _Platform(
                subdir=subdir[1] if subdir else name[1], cuda=cuda[1] if cuda else ""
            )
    return found


def _block(text: str, key: str) -> str:
    """What a key at the top holds."""
    found = re.search(rf"^{key}:\n((?:[ -].*\n|\n)*)", text, re.MULTILINE)
    return found[1] if found else ""


def _inner(block: str, key: str) -> str:
    """What a key of an environment holds."""
    found = re.search(rf"^    {key}:\n((?:      .*\n)*)", block, re.MULTILINE)
    return found[1] if found else ""


def _entries(block: str, indent: int) -> Iterator[tuple[str, str]]:
    """The keys of a block, with what each holds."""
    parts = re.split(rf"^ {{{indent}}}([^\s:-][^:\n]*):\n", block, flags=re.MULTILINE)
    yield from zip(parts[1::2], parts[2::2], strict=False)
