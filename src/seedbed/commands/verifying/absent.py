"""Which packages of a lock should be installed but are not."""

from __future__ import annotations

import json
import os
import sys

from seedbed.commands.verifying.uv import uv
from seedbed.errors import SeedbedError
from seedbed.host.asking import Inquiry
from seedbed.locks import Target
from seedbed.locks.contents import PYPI
from seedbed.locks.markers import holds
from seedbed.model.names import canonical
from seedbed.verify.values import ABSENT, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.commands.verifying.place import Subject
    from seedbed.host.process import Reply

_WHOLE = frozenset(("requirements", "pylock"))
"""The formats whose packages are all installed, if their markers hold."""


def is_asked(about: Subject) -> bool:
    """Whether uv alone can say which packages of the lock should be installed."""
    return about.manager == "uv" and about.contents.format == "uv"


def asking_uv(about: Subject, python: str) -> Inquiry | None:
    """Asks uv what it would install into a new environment; None where it can't be asked.

    It only reads files: it takes the lock as it is, and no network. It doesn't look at the
    environment, whose Python it would start, and so what lies in it.

    Args:
        about: what is verified; uv manages it.
        python: the interpreter that the environment stands on.
    """
    try:
        driver = uv()
        words = ["sync", "--check", "--frozen", "--inexact", "--offline", "--output-format", "json"]
        words.append("--no-default-groups")  # whether groups are installed is up to each machine
        arguments = (*driver.command(words), "--python", python)
        nowhere = f"{about.environment}-{os.urandom(8).hex()}"  # nobody can have put one there
        env = {**driver.asking(), "UV_PROJECT_ENVIRONMENT": nowhere}
    except SeedbedError:
        return None
    return Inquiry(arguments=arguments, cwd=about.root, env=env)


def absent(
    about: Subject, installed: Collection[str], python: str, wanted: Mapping[str, str] | None
) -> Iterator[Difference]:
    """The packages that are missing.

    Args:
        about: what is verified.
        installed: the canonical names of what is installed.
        python: the version of the environment's Python, such as `3.12`.
        wanted: the packages that uv installs, with their versions; None where it didn't say.
    """
    for name, version in {**(wanted or {}), **_by_lock(about, python)}.items():
        if name not in installed:
            what = "isn't installed, but the lock has it"
            yield Difference(kind=ABSENT, path="", package=f"{name} {version}".strip(), what=what)


def by_uv(reply: Reply | None) -> Mapping[str, str] | None:
    """The packages that uv installs, with their versions; None where it doesn't say."""
    if reply is None:
        return None
    try:
        said: Any = json.loads(reply.out)
        changes = said["sync"]["changes"]
        return {
            canonical(str(one["name"])): str(one.get("version", ""))
            for one in changes
            if one["action"] == "installed"
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _by_lock(about: Subject, python: str) -> Mapping[str, str]:
    import platform

    from seedbed.model.machine import subdir_of

    machine = platform.machine()
    target = Target(
        system=sys.platform,
        architecture=machine,
        subdir=subdir_of(sys.platform, machine),
        python=python,
    )
    return {
        name: version
        for name, version, marker in _listed(about)
        if name not in about.own and holds(marker, target)
    }


def _listed(about: Subject) -> Iterable[tuple[str, str, str]]:
    """The packages that a plain sync installs, with their markers, where the lock alone says so."""
    contents = about.contents
    if contents.format in _WHOLE:
        for one in contents.packages:
            if one.kind == PYPI:
                for marker in one.markers or ("",):
                    yield one.name, one.version, marker
    elif contents.format == "poetry":
        from seedbed.locks.exported_poetry import pinned

        try:
            found = pinned(about.text, {"main"}, ())
        except SeedbedError:  # an older format does not say what belongs to which group
            return
        for package in found:
            yield canonical(package.name), package.version, package.marker
