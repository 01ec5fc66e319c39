"""Variables of the shell that silence the manager, or mix environments."""

from __future__ import annotations

import os

from seedbed.checks.check import Check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

KEEPS = {
    "uv": {
        "UV_FROZEN": "uv uses uv.lock as it is, even if it no longer matches",
        "UV_LOCKED": "uv refuses to renew uv.lock",
        "UV_NO_SYNC": "'uv run' uses the environment as it is",
    },
    "pixi": {
        "PIXI_FROZEN": "Pixi uses pixi.lock as it is, even if it no longer matches",
        "PIXI_LOCKED": "Pixi refuses to renew pixi.lock",
        "PIXI_NO_INSTALL": "'pixi run' uses the environment as it is",
    },
}
"""Variables by which a manager does not follow the manifest, and what they do."""
PARTIAL = {
    "uv": {
        "UV_NO_DEV": "uv leaves out the group 'dev', which the tasks need",
        "UV_NO_DEFAULT_GROUPS": "uv leaves out the groups that the tasks need",
        "UV_NO_GROUP": "uv leaves out a group",
        "UV_NO_INSTALL_PROJECT": "uv leaves out the project itself",
        "UV_NO_INSTALL_LOCAL": "uv leaves out the project itself",
        "UV_NO_EDITABLE": "uv installs a copy of your code: changes need another sync",
    },
    "poetry": {
        "POETRY_VIRTUALENVS_CREATE": "Poetry installs into the environment that it runs in",
        "POETRY_VIRTUALENVS_IN_PROJECT": "Poetry does not use .venv",
    },
}
"""Variables by which a sync gives something else than the project asks for, and what they do.

Those of Poetry do so where they are switched off.
"""
OFFLINE = {
    "uv": ("UV_OFFLINE",),
    "pixi": ("PIXI_OFFLINE",),
    "conda": ("CONDA_OFFLINE", "MAMBA_OFFLINE"),
}
INDEXES = {
    "uv": (
        "UV_INDEX",
        "UV_DEFAULT_INDEX",
        "UV_INDEX_URL",
        "UV_EXTRA_INDEX_URL",
        "UV_FIND_LINKS",
        "UV_TORCH_BACKEND",
        "UV_RESOLUTION",
        "UV_PRERELEASE",
        "UV_EXCLUDE_NEWER",
    ),
}


class SB451(Check):
    """A variable keeps the manager from following the manifest.

    Somebody set it for one command or for CI, and it stayed in the shell. With it, the manager
    silently leaves the lock or the environment as they are after you change the manifest.

    To fix it: unset the variable, and remove it from your shell's startup files.
    """

    def look(self, place: Place) -> Iterable[Finding]:
        """Those that are set, and not to a word for no."""
        for name, what in _switched_on(place, KEEPS.get(place.manager, {})):
            yield self.found(f"{name} is set: {what}.", how=_unset(name))


class SB452(Check):
    """A variable makes a sync install something else than the project asks for.

    Then tasks, tests, or imports fail here although the lock and the manifest are right, and work
    for everybody else.

    To fix it: unset the variable, and remove it from your shell's startup files.
    """

    def look(self, place: Place) -> Iterable[Finding]:
        """Those that are set; Poetry's where they are switched off."""
        table = PARTIAL.get(place.manager, {})
        found = (
            _switched_off(place, table) if place.manager == "poetry" else _switched_on(place, table)
        )
        for name, what in found:
            value = place.variables.get(name, "")
            yield self.found(f"{name}={value} is set: {what}.", how=_unset(name))


class SB453(Check):
    """A variable chooses another Python than the project.

    `UV_PYTHON` overrides `.python-version`. uv uses that Python in every project you work on, and
    re-creates an environment that has another one.

    To fix it: unset the variable, and use `uv python pin` in the project instead.
    """

    advice = True

    def look(self, place: Place) -> Iterable[Finding]:
        """Whether it is set."""
        value = place.variables.get("UV_PYTHON", "")
        if place.manager == "uv" and value:
            yield self.found(f"UV_PYTHON is set to {value!r}.")


class SB454(Check):
    """`PYTHONPATH` or `PYTHONHOME` mixes other packages into the environment.

    Python looks in those folders before it looks in the environment, so what you import may not be
    what the lock says, or be built for another Python. Modules of clusters and some robotics setups
    set them.

    To fix it: unset the variable before you work in the project.
    """

    def look(self, place: Place) -> Iterable[Finding]:
        """The folders outside of the project that they name."""
        if not place.environment:
            return
        named = place.variables.get("PYTHONPATH", "").split(os.pathsep)
        folders = [one for one in named if one and not _is_below(one, place.root)]
        if folders:
            yield self.found(f"PYTHONPATH names {', '.join(folders)}.", how=_unset("PYTHONPATH"))
        if home := place.variables.get("PYTHONHOME", ""):
            yield self.found(f"PYTHONHOME is set to {home}.", how=_unset("PYTHONHOME"))


class SB455(Check):
    """The environment of another project is active.

    In this shell, `python` and `pytest` are those of the other project. The manager and seedbed
    ignore it, but what you type yourself does not: it imports, or changes, the wrong packages.

    To fix it: run `deactivate` (or `conda deactivate`), or open a new shell.
    """

    advice = True

    def look(self, place: Place) -> Iterable[Finding]:
        """What the variables of an active environment name."""
        if not place.environment:
            return
        for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
            value = place.variables.get(name, "")
            base = name == "CONDA_PREFIX" and place.variables.get("CONDA_DEFAULT_ENV") == "base"
            if value and not base and not _is_same(value, place.environment):
                yield self.found(f"{name} names {value}, which is not this project's environment.")


class SB456(Check):
    """A variable makes pip install packages somewhere else.

    pip, and each tool that calls it, then installs outside the environment: into a folder that
    other Pythons share, or where nothing finds the packages.

    To fix it: unset the variable, and give pip the option only where you need it.
    """

    def look(self, place: Place) -> Iterable[Finding]:
        """Those that are set."""
        for name in ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER"):
            value = place.variables.get(name, "")
            if place.environment and value and value.lower() not in _NO:
                yield self.found(f"{name} is set to {value!r}.", how=_unset(name))


class SB457(Check):
    """A variable keeps the manager offline.

    Locking and syncing then work with what is in the cache, and fail with messages about packages
    that do not exist.

    To fix it: unset the variable when you are online again.
    """

    advice = True

    def look(self, place: Place) -> Iterable[Finding]:
        """Those that are set."""
        names = dict.fromkeys(OFFLINE.get(place.manager, ()), "")
        for name, _ in _switched_on(place, names):
            yield self.found(f"{name} is set.", how=_unset(name))


class SB458(Check):
    """A variable changes what the manager locks, on this machine only.

    Your next lock gets packages from other places, or other versions, than your colleagues' would.
    Nothing in the project says so.

    To fix it: write what the project needs into its manifest, and unset the variable. If it only
    names your company's mirror of PyPI, ignore this advice.
    """

    advice = True

    def look(self, place: Place) -> Iterable[Finding]:
        """Those that are set; their values may hold passwords, so they are not shown."""
        for name in INDEXES.get(place.manager, ()):
            if place.variables.get(name, ""):
                yield self.found(f"{name} is set.")


def without_switches(env: Mapping[str, str], manager: str) -> dict[str, str]:
    """The variables for a manager, without those that would make it judge something else."""
    names = {*KEEPS.get(manager, {}), *PARTIAL.get(manager, {})} if manager == "uv" else set()
    return {name: value for name, value in env.items() if name not in names}


_NO = frozenset(("", "0", "f", "false", "n", "no", "off"))


def _switched_on(place: Place, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, what in names.items():
        if place.variables.get(name, "").lower() not in _NO:
            yield name, what


def _switched_off(place: Place, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, what in names.items():
        if place.variables.get(name, "yes").lower() in _NO:
            yield name, what


def _unset(name: str) -> str:
    return f"Run 'unset {name}', and remove it from your shell's startup files."


def _is_below(path: str, root: str) -> bool:
    real = os.path.realpath(os.path.join(root, path))
    return real == os.path.realpath(root) or real.startswith(os.path.realpath(root) + os.sep)


def _is_same(one: str, other: str) -> bool:
    from seedbed.managers.shared.moved import same

    return same(one, other)
