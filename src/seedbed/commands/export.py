"""`seedbed export`: what the project installs, for people who do not have its manager."""

from __future__ import annotations

import os
import shlex

from seedbed.commands.export_wanted import (
    ENVIRONMENT,
    EXPLICIT,
    FORMATS,
    PYLOCK,
    REQUIREMENTS,
    Wanted,
    check_wanted,
)
from seedbed.errors import SeedbedError, unknown_choice, usage_error
from seedbed.managers.base import MANAGERS
from seedbed.model.record import record, replace
from seedbed.workspace import locate, manager_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.commands.export_body import Body
    from seedbed.workspace import Workspace

MARK = "by seedbed export"
"""Stands in the first line of each file that was exported: such a file may be replaced."""
_PER_PLATFORM = {("pixi", ENVIRONMENT), ("pixi", EXPLICIT), ("conda", EXPLICIT)}
_HEAD = 300
"""Bytes in which the first line ends."""


@record
class Exported:
    """What was exported.

    Attributes:
        root: the project's folder, absolute.
        manager: its manager.
        format: one of `FORMATS`.
        text: the whole file.
        remarks: what is to be said of it.
    """

    root: str
    manager: str
    format: str
    text: str
    remarks: tuple[str, ...] = ()


def export(start: str, wanted: Wanted, output: str = "") -> Exported:
    """Write what a project installs in another format; nothing in the project changes.

    Args:
        start: a folder in the project.
        wanted: what is to be exported.
        output: the name of the file that is to hold it, which the text names; empty for none.

    Raises:
        SeedbedError: when there is no project, its lock is missing or stale, the format cannot say
            what the project installs, or an address in it has a password.
    """
    from seedbed.host.unfinished import check_finished

    project = locate(start)
    manager = manager_of(project)
    wanted = _settled(wanted, manager)
    _check_name(wanted.format, output)
    check_finished(project.root)
    check_wanted(wanted, manager, project.manifest)
    remarks = _check_lock(project, manager, wanted.format)
    body = _body(project, manager, wanted)
    text = "".join(f"{line}\n" for line in _head(project, manager, wanted, body, output))
    text += body.text
    check_no_secrets(manager, text)
    return Exported(
        root=project.root,
        manager=manager,
        format=wanted.format,
        text=text,
        remarks=(*remarks, *body.remarks),
    )


def write_output(path: str, text: str, *, force: bool) -> None:
    """Write a file whole or not at all, over nothing but what was exported before.

    Args:
        path: where.
        text: what it is to hold.
        force: whether another file may be replaced.

    Raises:
        SeedbedError: when something else stands there, or it cannot be written.
    """
    from seedbed.host.disk import SaidPlainly, blocked
    from seedbed.host.private import write_public
    from seedbed.host.reading import standing

    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise blocked(path, f"cannot be written: {folder} is no folder", "Make that folder first.")
    with SaidPlainly(path):
        stands = standing(path, _HEAD)
    if stands is not None and not stands.regular:
        raise blocked(path, "is a link or no file", "Name another file.")
    first = stands.data.partition(b"\n")[0] if stands else b""
    if stands is not None and MARK.encode() not in first and not force:
        hint = "Name another file, or add --force to replace it."
        raise blocked(path, "exists, and 'seedbed export' did not write it", hint)
    write_public(path, text.encode())


def check_no_secrets(manager: str, text: str) -> None:
    """Refuse a text that would give passwords away.

    Raises:
        SeedbedError: names the address, and the way to log in.
    """
    from seedbed.model.credentials import secret_in

    if found := secret_in(text):
        raise SeedbedError(
            f"The export would hold a password or a token: {found.address}.",
            "Remove it from the manifest, log in instead "
            f"({MANAGERS[manager].login.format(host=found.host)}), lock again, and export again.",
            code="secret-in-address",
        )


def _settled(wanted: Wanted, manager: str) -> Wanted:
    """The same with a format and a platform that go together."""
    if wanted.format and wanted.format not in FORMATS:
        raise unknown_choice("format", wanted.format, tuple(FORMATS))
    by_default = ENVIRONMENT if MANAGERS[manager].uses_channels else REQUIREMENTS
    wanted = replace(wanted, format=wanted.format or by_default)
    if wanted.platform and (manager, wanted.format) not in _PER_PLATFORM:
        raise usage_error(
            f"--platform doesn't apply to --format {wanted.format} of a project for "
            f"{MANAGERS[manager].title}: the file is for all platforms.",
            "Leave --platform out.",
            code="bad-usage",
        )
    return wanted


def _check_name(kind: str, output: str) -> None:
    import re

    name = os.path.basename(output)
    if kind == PYLOCK and name and not re.fullmatch(r"pylock(\.[^.]+)?\.toml", name):
        raise usage_error(
            f"{name} is no name for this format: tools know it by the name pylock.toml or "
            "pylock.NAME.toml.",
            "Name the file so.",
            code="bad-usage",
        )


def _check_lock(project: Workspace, manager: str, kind: str) -> list[str]:
    """Refuse a lock that does not say what the project asks for.

    Returns:
        What is to be said of one of which nobody knows.

    Raises:
        SeedbedError: when it is missing, stale, or cannot be read.
    """
    if manager == "conda" and kind != EXPLICIT:
        return []  # made from the environment files, or refused
    if manager == "conda":
        return _check_conda_lock(project)
    from seedbed.commands.judged import judged_lock
    from seedbed.commands.status_checks import lock_state

    row, again = MANAGERS[manager], "Run 'seedbed sync', then export again."
    # what Poetry writes into its lock tells it: nothing has to be started
    found = lock_state(project, manager) if manager == "poetry" else judged_lock(project, manager)
    if found.state == "missing":
        raise SeedbedError(f"There is no {row.lock_file} yet.", again, code="lock-missing")
    if found.state == "stale":
        raise SeedbedError(
            f"{row.lock_file} doesn't match pyproject.toml any more.", again, code="lock-stale"
        )
    if found.state in {"damaged", "unreadable"}:
        raise SeedbedError(
            f"{row.lock_file} cannot be exported: {found.detail}.",
            "Run 'seedbed doctor' to repair it.",
            code="lock-damaged",
        )
    if found.state == "unchecked":
        return [f"{row.title} couldn't tell whether {row.lock_file} matches pyproject.toml."]
    return []


def _check_conda_lock(project: Workspace) -> list[str]:
    from seedbed.managers.conda.lock import check_lock
    from seedbed.managers.conda.stages import environment_files

    lock = os.path.join(project.root, MANAGERS["conda"].lock_file)
    if not os.path.isfile(lock):
        raise SeedbedError(
            f"There is no {MANAGERS['conda'].lock_file}, and only a lock has the addresses of the "
            "packages.",
            "Export the environment file instead: seedbed export --format environment",
            code="lock-missing",
        )
    check_lock(project.root, lock, environment_files(project.root))
    return []


def _body(project: Workspace, manager: str, wanted: Wanted) -> Body:
    if wanted.format == EXPLICIT:
        from seedbed.commands.export_explicit import explicit

        return explicit(project, manager, wanted)
    if manager == "conda" or (manager == "pixi" and wanted.format == ENVIRONMENT):
        from seedbed.commands import export_conda

        writer = export_conda.of_pixi if manager == "pixi" else export_conda.of_conda
        return writer(project, wanted)
    from seedbed.commands.export_writing import as_environment, listed

    found = listed(project, manager, wanted)
    return as_environment(project, found) if wanted.format == ENVIRONMENT else found


def _head(project: Workspace, manager: str, wanted: Wanted, body: Body, output: str) -> list[str]:
    """The comment at the top: what the file comes from, and how to install it."""
    source = body.source or MANAGERS[manager].lock_file
    lines = [f"# Exported from {source} {MARK}. To change it, export it again."]
    for_python = f"For Python {body.python}. " if body.python else ""
    lines.append(f"# {for_python}To install it:")
    default = {REQUIREMENTS: "requirements.txt", PYLOCK: "pylock.toml",
               ENVIRONMENT: "environment.yml", EXPLICIT: "explicit.txt"}  # fmt: skip
    name = os.path.basename(output) or default[wanted.format]
    name = shlex.quote(name) if name.isprintable() else default[wanted.format]
    lines += [f"#   {line}" for line in body.install(name)]
    if not body.has_project and _is_package(project, manager):
        python = body.runs("python")
        lines += ["# Then install this project itself, in its folder:",
                  f"#   {python} -m pip install --no-deps --editable ."]  # fmt: skip
    return lines


def _is_package(project: Workspace, manager: str) -> bool:
    """Whether the project itself is something to install."""
    table = project.manifest.get("tool", {}).get(manager, {})
    if isinstance(table, dict) and False in {table.get("package"), table.get("package-mode")}:
        return False
    return "build-system" in project.manifest
