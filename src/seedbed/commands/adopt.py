"""`seedbed adopt`: bring a project that is there under seedbed's management."""

from __future__ import annotations

import os

from seedbed.commands.adopt_notes import beside, remarks
from seedbed.commands.adopted_plan import plan_adopted
from seedbed.commands.adopting import find
from seedbed.commands.agreeing import stands_as
from seedbed.commands.own_form import dialect_of, form_of
from seedbed.commands.refusing import check_writable
from seedbed.commands.settings import apply_settings
from seedbed.commands.stored_choices import environment_in, read_choices, with_pixi_toml
from seedbed.errors import SeedbedError, usage_error
from seedbed.formats import encodings
from seedbed.formats.tables import Section, parse
from seedbed.host import unfinished
from seedbed.host.paths import absolute
from seedbed.host.project_files import ProjectFiles
from seedbed.importers.nix_names import SystemPackages
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import ENVIRONMENT, OWN, PIXI_TOML, POETRY_1, Choices
from seedbed.model.names import default_package
from seedbed.model.record import record, replace
from seedbed.model.system_names import normalised
from seedbed.model.tree import BASE_PATH
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Any

    from seedbed.commands.found import Found
    from seedbed.commands.update_plan import UpdatePlan
    from seedbed.importers.imported import Remark
    from seedbed.importers.recognized import Recognition
    from seedbed.managers.protocols import Reading
    from seedbed.model.project import Project

_YAML = (".yml", ".yaml")
ENVIRONMENT_FILE = "environment.yml"


@record
class Adoption:
    """What `seedbed adopt` is about to do.

    Attributes:
        plan: the files; None where the project is seedbed's already.
        root: the project's folder, absolute.
        form: what the project is described by, for people.
        read: the files that were read.
        counts: what was understood: what it is, to how many there are.
        remarks: what was not understood or carried over.
        beside: what other manifests say that this one doesn't, each as a sentence.
        recognized: the template that the folder was made from, if that is known.
    """

    plan: UpdatePlan | None
    root: str
    form: str = ""
    read: tuple[str, ...] = ()
    counts: Mapping[str, int] = {}
    remarks: tuple[Remark, ...] = ()
    beside: tuple[str, ...] = ()
    recognized: Recognition | None = None


def plan_adoption(start: str, settings: Mapping[str, Any], chosen: str = "") -> Adoption:
    """Find out what a folder's project is, and what to write to adopt it; nothing is written.

    Args:
        start: the folder.
        settings: the values of options that change choices, by name: see `apply_settings`.
        chosen: the file that is to count, where there are several manifests; empty for none.

    Raises:
        SeedbedError: when there is nothing to adopt, manifests contradict each other, or a file
            cannot be read.
    """
    root = _folder(start)
    unfinished.check_finished(root)
    files = ProjectFiles(root)
    for path in (NAME, PIXI_TOML):
        if file := files.file(path):
            encodings.check_toml(path, file.data)
    if _is_managed(files, root):
        _check_same(files, settings, chosen.removeprefix("./"))
        return Adoption(plan=None, root=root)
    check_writable(root)
    name = os.path.basename(root)
    found, others = find(files, name, chosen)
    reading = _reading(found, files)
    project = reading.own or reading.other or reading.project
    stored = _choices(found, files, project, name)
    choices = apply_settings(stored, settings)
    _check_is_driven(found, choices)
    nix = _from_nix(files, choices)
    if choices.nix != "none" and not choices.system_packages:
        choices = replace(choices, system_packages=normalised(nix.names))
    form = None
    if found.imported and (not found.is_native or choices.manager != stored.manager):
        form = form_of(root, found.imported, files, native=found.is_native)
    switching = None
    if choices.manager != stored.manager:
        from seedbed.commands.switching import switching_for

        switching = switching_for(root, choices, (stored.manager, choices.manager), {})
    tasks = _tasks(reading, project, native=form is None)
    plan = plan_adopted(root, stored, choices, {}, switching, form)
    from seedbed.importers.recognized import recognized

    return Adoption(
        plan=plan,
        root=root,
        form=found.form,
        read=found.imported.read if found.imported else tuple(stands_as(found, files)),
        counts=_counts(project, nix.names, tasks),
        remarks=remarks(found, files, nix.remarks, anew=form is not None),
        beside=(*beside(found, others, files, choices.manager), *_nix_note(nix.names, choices)),
        recognized=recognized(files),
    )


def _folder(start: str) -> str:
    root = absolute(start)
    if not os.path.isdir(root):
        what = "is not a folder" if os.path.exists(root) else "does not exist"
        raise usage_error(
            f"{root} {what}.", "Name the folder of the project to adopt.", code="no-folder"
        )
    return root


def _is_managed(files: ProjectFiles, root: str) -> bool:
    """Whether a project is seedbed's already."""
    manifest = parse(files[NAME], NAME) if NAME in files else {}
    tool = manifest.get("tool")
    if isinstance(tool, dict) and "seedbed" in tool:
        return True
    if os.path.lexists(os.path.join(root, BASE_PATH)):
        raise SeedbedError(
            f"{BASE_PATH} is there, but {NAME} has no table [tool.seedbed].",
            "Restore the table from git, or remove the folder .seedbed to adopt the project anew.",
            code="no-table",
        )
    return False


def _check_same(files: ProjectFiles, settings: Mapping[str, Any], chosen: str) -> None:
    """Refuse options that ask for something else than an adopted project has.

    Raises:
        SeedbedError: also where the choices that are stored cannot be read.
    """
    if not settings and not chosen:
        return
    stored = read_choices(parse(files[NAME], NAME))
    counts = {PIXI_TOML: PIXI_TOML, ENVIRONMENT: ENVIRONMENT_FILE, POETRY_1: NAME}
    path = counts.get(stored.layout, "")
    same_file = chosen in ("", stored.manager, path) or (not path and chosen not in MANAGERS)
    if same_file and apply_settings(stored, settings) == stored:
        return
    raise usage_error(
        "seedbed manages this project already.",
        "To change its choices, run 'seedbed update' with the same options; to start over, "
        "remove [tool.seedbed] from pyproject.toml, and the folder .seedbed.",
        code="already-adopted",
    )


def _check_is_driven(found: Found, choices: Choices) -> None:
    """Refuse an environment file that no command would read under its name."""
    if choices.manager == "conda" and found.layout == OWN and found.path.endswith(_YAML):
        if found.path == ENVIRONMENT_FILE:
            return
        raise SeedbedError(
            f"{found.path} describes the project, but seedbed's conda commands read "
            f"{ENVIRONMENT_FILE}.",
            f"Rename it: git mv {found.path} {ENVIRONMENT_FILE}. Or adopt it with another manager, "
            "such as --manager pixi.",
            code="environment-name",
        )


def _reading(found: Found, files: ProjectFiles) -> Reading:
    """What a manifest says."""
    dialect = dialect_of(Choices(name="", package="", layout=found.layout), found.manager)
    texts = found.imported.files if found.imported else stands_as(found, files)
    return dialect.read(texts)


def _choices(found: Found, files: ProjectFiles, project: Project, name: str) -> Choices:
    """The choices that an adopted project begins with, as later updates read them."""
    called = project.name or name
    texts = found.imported.files if found.imported and found.layout != PIXI_TOML else files
    manifest = Section(parse(texts[NAME], NAME) if NAME in texts else {})
    python = manifest.section("project").string("requires-python")
    own = parse(files[PIXI_TOML], PIXI_TOML) if found.layout == PIXI_TOML else None
    told = manifest if own is None else Section(with_pixi_toml(manifest.values, own))
    return Choices(
        name=called,
        package=default_package(called),
        description=project.description,
        authors=project.authors,
        license="none",
        python=python if found.layout == OWN else project.python,
        manager=found.manager,
        framework="none",
        extras=(),
        layout=found.layout,
        environment=environment_in(told, found.manager),
    )


def _from_nix(files: ProjectFiles, choices: Choices) -> SystemPackages:
    """What the project's own Nix files take from nixpkgs, as far as they can be read."""
    from seedbed.importers.flakes import PATHS, packages

    if not any(path in files for path in PATHS):
        return SystemPackages()
    from seedbed.importers.nix_names import system_packages
    from seedbed.render.system_packages import table

    names: list[str] = []
    remarks: list[Remark] = []  # of what no shell of seedbed's will have
    for path, found in packages(files).items():
        known = system_packages(path, found.attributes, table())
        names += [name for name in known.names if name not in names]
        remarks += [*found.remarks, *known.remarks] if choices.nix != "none" else []
    return SystemPackages(names=tuple(names), remarks=tuple(remarks))


def _nix_note(names: Sequence[str], choices: Choices) -> list[str]:
    """What is to be said of packages of the project's own Nix files that stay there alone."""
    if not names or choices.nix != "none":
        return []
    shown = ", ".join(name.partition(":")[0] for name in names)
    said = f"The project's own Nix files have {shown}. They stay there; with --nix shell, the shell"
    return [f"{said} that seedbed writes has them, too."]


def _tasks(reading: Reading, project: Project, *, native: bool) -> set[str]:
    """The names of the tasks, in a manifest that stays also of those that only its manager runs."""
    others = {one[1] for one in reading.unmodeled_addresses if one[0] == "tasks"}
    return {one.name for one in project.tasks} | (others if native else set())


def _counts(project: Project, nix: Collection[str], tasks: Collection[str]) -> dict[str, int]:
    """How much of each kind a project has; kinds of which it has none are left out.

    Args:
        project: the project.
        nix: the packages that its own Nix files name.
        tasks: the names of its tasks.
    """
    items = project.dependencies
    found = {
        "requirement": sum(1 for one in items if not one.group and not one.optional),
        "group": len({one.group for one in items} - {""} | {*project.includes}),
        "optional feature": len({one.optional for one in items} - {""}),
        "package index": len(project.indexes),
        "system package": len(project.system_packages),
        "channel": len(project.channels),
        "task": len(tasks),
        "script": len(project.scripts),
        "Nix package": len(nix),
    }
    return {name: count for name, count in found.items() if count}
