"""Which packages of a lock should be installed but are not."""

from __future__ import annotations

import json
import sys

from seedbed.errors import SeedbedError
from seedbed.host.asking import Inquiry
from seedbed.locks import Target
from seedbed.locks.contents import PYPI
from seedbed.locks.markers import holds
from seedbed.managers.registry import load_driver
from seedbed.model.names import canonical
from seedbed.verify.values import ABSENT, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.commands.verify_place import Subject
    from seedbed.host.process import Reply

_WHOLE = frozenset(("requirements", "pylock"))
"""The formats whose packages are all installed, if their markers hold."""


def asking_uv(about: Subject) -> Inquiry | None:
    """Asks uv what it would install, of a project that it manages; None for all others.

    It only reads files: it takes the lock as it is, and no network.
    """
    if about.manager != "uv" or about.contents.format != "uv":
        return None
    try:
        driver = load_driver("uv")
        words = ["sync", "--check", "--frozen", "--inexact", "--offline", "--output-format", "json"]
        arguments = tuple(driver.command(words))
        env = {**driver.asking(), "UV_PROJECT_ENVIRONMENT": about.environment}
    except SeedbedError:
        return None
    return Inquiry(arguments=arguments, cwd=about.root, env=env)


def absent(
    about: Subject, installed: Collection[str], python: str, reply: Reply | None
) -> Iterator[Difference]:
    """The packages that are missing.

    Args:
        about: what is verified.
        installed: the canonical names of what is installed.
        python: the version of the environment's Python, such as `3.12`.
        reply: what uv answers; None where it was not asked.
    """
    for name, version in {**_by_uv(reply), **_by_lock(about, python)}.items():
        if name not in installed:
            what = "isn't installed, but the lock has it"
            yield Difference(kind=ABSENT, path="", package=f"{name} {version}".strip(), what=what)


def _by_uv(reply: Reply | None) -> Mapping[str, str]:
    if reply is None:
        return {}
    try:
        said: Any = json.loads(reply.out)
        changes = said["sync"]["changes"]
        return {
            canonical(str(one["name"])): str(one.get("version", ""))
            for one in changes
            if one["action"] == "installed"
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


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
