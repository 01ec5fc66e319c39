"""What a manager is in one project, and on this machine."""

from __future__ import annotations

from seedbed.managers.base import MANAGERS
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.managers.base import Manager


def lock_of(root: str, manager: Manager) -> str:
    """The path of a project's lock; a workspace of uv's has one for all its members."""
    import os

    home = root
    if manager.name == "uv":
        from seedbed.managers.uv.workspace import home_of

        home = home_of(root)
    return os.path.join(home, manager.lock_file)


def environment_of(root: str, manager: str) -> str:
    """The folder of the environment that people work in, whether or not it is there."""
    import os

    if manager == "uv":
        from seedbed.managers.uv.workspace import environment_of as of_uv

        return of_uv(root)
    if manager == "pixi":
        from seedbed.managers.pixi.driver import environment_in

        return environment_in(root)
    return os.path.join(root, {"poetry": ".venv", "conda": ".conda"}[manager])


def typed(manager: str, root: str) -> Manager:
    """A manager, with the commands for a project, and for that of its programs which is here."""
    if manager == "pixi" and _lacks_dev(root):
        return replace(MANAGERS[manager], sync="pixi install")
    if manager != "conda":
        return MANAGERS[manager]
    from seedbed.errors import SeedbedError
    from seedbed.managers.conda.programs import INSTALL, as_typed, install_of
    from seedbed.managers.conda.stages import environment_files

    try:
        files, install = environment_files(root), install_of(root)
    except (OSError, SeedbedError):  # what is missing, others tell
        files, install = ["environment.yml", "environment-dev.yml"], INSTALL
    return as_typed(MANAGERS[manager], files, install)


def _lacks_dev(root: str) -> bool:
    """Whether a project of Pixi's has no environment `dev`, as one that seedbed did not make."""
    import os

    from seedbed.errors import SeedbedError
    from seedbed.managers.pixi.driver import environment_option

    if any(os.path.islink(os.path.join(root, name)) for name in ("pixi.toml", "pyproject.toml")):
        return False  # it may lead out of the project
    try:
        return not environment_option(root)
    except SeedbedError:  # what is broken, others tell
        return False


def program_of(manager: str, root: str) -> str:
    """The path of the program that people type to run a task; empty where it is not there."""
    from seedbed.host.process import find

    found = find(typed(manager, root).run.split(maxsplit=1)[0])
    if found or manager != "conda":
        return found
    from seedbed.managers.conda.programs import candidates  # a function of the shell stands for it

    return next(candidates(), "")


def remarks_on_place(root: str, manager: str) -> list[str]:
    """What is to be said of the folders above a new project."""
    if manager != "uv":
        return []
    from seedbed.managers.uv.workspace import remark

    return list(filter(None, [remark(root)]))
