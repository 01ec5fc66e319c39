"""The command lines of micromamba, mamba, and conda.

Options: micromamba 2.8, conda 24.9 and 26.7, conda-lock 4.0, tried and read in their sources in
November 2026.
"""

from __future__ import annotations

import os

from seedbed.host import process
from seedbed.host.variables import for_manager
from seedbed.managers.conda.stages import is_package, lists_build
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seedbed.managers.base import Manager

OLDEST = {
    "micromamba": "2.0",
    "mamba": "2.0",  # from here on, it is micromamba with another name
    "conda": "24.9",  # the first whose `env create` takes --yes
}
"""The programs, the best first, and the oldest version of each that will do."""
_NAMED_BY = ("MAMBA_EXE", "CONDA_EXE")
"""Variables that name the program, which may be a function of the shell and not on PATH."""
_OWN = {
    # pip would install elsewhere, or refuse to: pip.conf counts less than these
    "PIP_USER": "0",
    "PIP_REQUIRE_VIRTUALENV": "0",
    "PYTHONNOUSERSITE": "1",
    # the user's settings may switch it off, and then other packages come: this is the default
    "MAMBA_CHANNEL_PRIORITY": "flexible",
    "CONDA_CHANNEL_PRIORITY": "flexible",
}
_LEFT_OUT = frozenset(
    (
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_ROOT",
        "PYTHONHOME",
        # with these, a program says that all is well and has done nothing
        "MAMBA_DOWNLOAD_ONLY",
        "MAMBA_DRY_RUN",
        "MAMBA_JSON",
        "CONDA_DOWNLOAD_ONLY",
        "CONDA_DRY_RUN",
        "CONDA_JSON",
    )
)


def name_of(program: str) -> str:
    """The name of a program by its path."""
    return os.path.splitext(os.path.basename(program))[0].lower()


def candidates() -> Iterator[str]:
    """Paths at which the programs are, the best first: on PATH, or where variables say."""
    named = [path for path in map(os.environ.get, _NAMED_BY) if path and os.path.isabs(path)]
    for name in OLDEST:
        found = process.find(name)
        if found:
            yield found
        for path in named:
            is_program = os.path.isfile(path) and os.access(path, os.X_OK)
            if name_of(path) == name and path != found and is_program:
                yield path


def variables() -> dict[str, str]:
    """The variables for a program: what is installed goes into the environment, nowhere else."""
    kept = for_manager()
    return {name: kept[name] for name in kept if name not in _LEFT_OUT} | _OWN


def create(name: str, prefix: str, files: Sequence[str]) -> list[str]:
    """What makes a new environment with micromamba or mamba.

    Args:
        name: the program's name.
        prefix: the environment's folder.
        files: the paths of the environment files, or of a lock; for conda, one that asks for
            nothing, since `env create` cannot keep the channels of the user's settings out.
    """
    if name == "conda":
        return ["env", "create", "--yes", "--no-default-packages", "--prefix", prefix, *_of(files)]
    return ["create", "--yes", "--override-channels", "--prefix", prefix, *_of(files)]


def update(name: str, prefix: str, files: Sequence[str]) -> list[str]:
    """What changes an environment so that it is as some files say; it solves first.

    Args:
        name: the program's name.
        prefix: the environment's folder.
        files: their paths; for conda, a single one.
    """
    yes = [] if name == "conda" else ["--yes"]
    return ["env", "update", *yes, "--prune", "--prefix", prefix, *_of(files)]


def within(name: str, prefix: str) -> list[str]:
    """The arguments before a program of an environment, by its path.

    By its name, one that is missing there would be looked for on PATH, and be another's.

    Args:
        name: the name of the program that enters the environment.
        prefix: the environment's folder.
    """
    at_once = ["--no-capture-output"] if name == "conda" else []
    return ["run", "--prefix", prefix, *at_once]


def has_lockfiles(conda: str) -> bool:
    """Whether a conda has the plugin conda-lockfiles, with which it reads `conda-lock.yml`."""
    from glob import escape, glob

    base = os.path.dirname(os.path.dirname(os.path.realpath(conda)))
    return bool(glob(os.path.join(escape(base), "conda-meta", "conda-lockfiles-*.json")))


def commands(name: str, files: Sequence[str], install: str, *, made: bool = False) -> str:
    """What people type to make the environment of a project with one of the programs.

    Args:
        name: the program's name.
        files: the names of the environment files, that of the run-time packages first.
        install: what puts the project into it; empty where it is no package.
        made: whether there is an environment, which conda doesn't make again.
    """
    if name == "conda":
        first, *others = files
        verb = "update" if made else "create"
        typed = [f"conda env {verb} --prefix ./.conda --file {first}"]
        typed += [f"conda env update --prefix ./.conda --file {one}" for one in others]
    else:
        typed = [f"{name} create --override-channels --prefix ./.conda {' '.join(_of(files))}"]
    return " && ".join((*typed, *filter(None, [install])))


INSTALL = ".conda/bin/python -m pip --isolated install --no-deps --no-build-isolation --editable ."
"""What puts the project itself into the environment: by its own Python, never by another's."""


def install_of(root: str) -> str:
    """What people type to put a project into its environment; empty where it is no package."""
    if not is_package(root):
        return ""
    return INSTALL if lists_build(root) else INSTALL.replace(" --no-build-isolation", "")


def as_typed(manager: Manager, files: Sequence[str], install: str = INSTALL) -> Manager:
    """Conda's row with the commands of the program that this user has; micromamba's by default.

    Args:
        manager: conda's row.
        files: the names of the project's environment files.
        install: what puts the project into the environment; empty where it is no package.
    """
    program = next(map(name_of, candidates()), "micromamba")
    by_hand = commands(program, files, install)
    at_once = " --no-capture-output" if program == "conda" else ""
    run = f"{program} run --prefix ./.conda{at_once} poe"
    lock = f"conda-lock lock {' '.join(_of(files))}"
    return replace(manager, lock=lock, sync=by_hand, first=by_hand, run=run)


def _of(files: Sequence[str]) -> list[str]:
    return [word for name in files for word in ("--file", name)]
