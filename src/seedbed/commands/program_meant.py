"""What is said of a package that may be meant as a program or library, not a Python package."""

from __future__ import annotations

from seedbed.managers.shared.conda_names import known_conda_name
from seedbed.managers.shared.sides import CONDA, PYPI
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.model.project import Dependency

_STARTS_IT = frozenset(("graphviz",))
"""Python packages that many people know, and that do nothing without the program."""


def program_meant(item: Dependency, side: str, names: Mapping[str, str]) -> str:
    """What is to be said of a requirement that is added; mostly nothing.

    Args:
        item: the requirement.
        side: `PYPI` or `CONDA` where one was asked for; else empty.
        names: what `[tool.seedbed.conda-names]` says.
    """
    from seedbed.checks.programs import PROGRAMS
    from seedbed.model.system_names import is_name
    from seedbed.render.system_packages import table

    name = canonical(item.name)
    if side == PYPI or item.url or item.extras or names.get(name) or not is_name(name):
        return ""
    if side == CONDA and item.conda and not known_conda_name(name):
        typed = name if name in table() else f"{name}:conda={item.conda}"
        return (
            f"Everyone who installs this package with pip will need {name}, too. If {name} is a "
            f"program, not a Python package, use 'seedbed add --system {typed}' instead."
        )
    if name in table() and (name in _STARTS_IT or not known_conda_name(name)):
        what = "program" if name in PROGRAMS else "library"
        return (
            f"If you want the {what} {name}, not the Python package of that name, use 'seedbed add "
            f"--system {name}' instead."
        )
    return ""
