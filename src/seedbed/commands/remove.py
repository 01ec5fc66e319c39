"""`seedbed remove`: take Python packages out of a project."""

from __future__ import annotations

from seedbed.commands.editing import Edit, changes_of, open_manifest
from seedbed.commands.importing import importing
from seedbed.commands.requested import Place, place_of
from seedbed.errors import nearest, usage_error
from seedbed.formats.toml_edit.changes import GONE
from seedbed.managers.protocols import Native
from seedbed.managers.shared.conda_names import known_conda_name
from seedbed.managers.shared.sides import meant, module_of
from seedbed.model.names import canonical, requirement_name
from seedbed.model.project import Dependency
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.commands.editing import Opened
    from seedbed.model.project import Project

_PROGRAMS = {
    "jupyterlab": ("jupyter",),
    "sphinx": ("sphinx-build",),
    "sphinx-autobuild": ("sphinx-build",),
}
"""What packages call their programs, where that is not their own name."""

_OTHERS = {
    "system": "program or library",
    "overlay": "Nix package of your own",
    "recipe": "conda package of your own",
}


def plan_remove(words: list[str], values: Mapping[str, Any], start: str = ".") -> Edit:
    """Find out what a removal would do; nothing is written.

    Args:
        words: the names of packages.
        values: the options, by name.
        start: a folder in the project.

    Raises:
        SeedbedError: when there is no project, or it does not require one of the packages there.
    """
    opened = open_manifest(start)
    place = place_of(values, opened.project)
    typed: dict[str, str] = {}
    for word in words:
        typed.setdefault(_meant(opened, word), word)
    found = [item for name, word in typed.items() for item in _standing(opened, word, name, place)]
    items = tuple((item, _told(item)) for item in found)
    places = {(item.group, item.optional) for item in found}
    remarks = (*_called(typed), *_remarks(opened, found), *_channels(opened, found))
    by_tool = "dry_run" not in values and values.get("sync", True) and len(places) == 1
    verb = "remove extra" if any(extra for _, extra in places) else "remove"
    if by_tool and verb in opened.manager.edits:
        ((group, extra),) = places
        names = tuple(dict.fromkeys(item.name for item in found))
        native = Native(verb="remove", words=names, group=group, extra=extra)
        return Edit(opened=opened, changes=(), native=native, items=items, remarks=remarks)
    gone = {item.key for item in found}

    def change(project: Project) -> Project:
        kept = (item for item in project.dependencies if item.key not in gone)
        return replace(project, dependencies=tuple(kept))

    changes = changes_of(opened, change, _beside(opened, found))
    return Edit(opened=opened, changes=changes, items=items, remarks=remarks)


def _meant(opened: Opened, word: str) -> str:
    """The canonical name of the package that a word means in a project, as `add` understands it."""
    name = requirement_name(word) or word
    names = {canonical(item.name) for item in opened.project.dependencies}
    if canonical(name) in names:
        return canonical(name)
    typed = word.lower() if canonical(word) == name else name  # conda tells '_' from '-'
    by_conda = (item for item in opened.project.dependencies if item.conda == typed)
    item = next(by_conda, None) or meant(Dependency(name=typed), channels=True)
    return canonical(item.name if canonical(item.name) in names else name)


def _called(typed: Mapping[str, str]) -> Iterator[str]:
    """What is to be said of words that mean a package of another name.

    Args:
        typed: the words, by the canonical names that they mean.
    """
    for name, word in typed.items():
        said = requirement_name(word) or word
        if canonical(said) != name:
            yield f"{said} is called {name} on PyPI."


def _standing(opened: Opened, word: str, name: str, place: Place | None) -> list[Dependency]:
    """The requirements of a project on a package, in one place or in all.

    Args:
        opened: the project's manifest.
        word: what was typed.
        name: the canonical name that it means.
        place: where to look; None for everywhere.

    Raises:
        SeedbedError: when there is none; it names the nearest.
    """
    all_of_it = [item for item in opened.project.dependencies if canonical(item.name) == name]
    found = [
        item for item in all_of_it if place is None or (item.group, item.optional) == _key(place)
    ]
    if found:
        return found
    if place and all_of_it:
        places = " and ".join(sorted({_place(item).shown for item in all_of_it}))
        raise usage_error(
            f"{word} is not in {place.shown}, but in {places}.",
            f"To remove it from there, run 'seedbed remove {word}'.",
            code="not-required",
        )
    known = {
        canonical(item.name): item.name
        for item in opened.project.dependencies
        if place is None or (item.group, item.optional) == _key(place)
    }
    near = nearest(name, tuple(known), free=True)
    where = f" in {place.shown}" if place else ""
    hint = "'seedbed remove' removes only what pyproject.toml itself requires."
    if kind := _otherwise(opened, word):
        hint = f"To remove the {_OTHERS[kind]}: seedbed remove --{kind} {word}"
    elif near:
        hint = f"Did you mean '{known[near]}'?"
    raise usage_error(f"The project does not require {word}{where}.", hint, code="not-required")


def _otherwise(opened: Opened, word: str) -> str:
    """How a project has a package that is no Python package: the option; else empty."""
    from seedbed.commands.remove_skeleton import staying
    from seedbed.model.system_names import is_name
    from seedbed.render.skeletons import takes_recipe

    if takes_recipe(opened.workspace.manifest, word):
        return "recipe"
    listed = opened.workspace.table.get("system-packages")
    names = [str(one).partition(":")[0] for one in listed] if isinstance(listed, list) else []
    if not is_name(word) or word not in names:
        return ""
    return "overlay" if staying(opened.root, "overlay", word) else "system"


def _key(place: Place) -> tuple[str, str]:
    return place.group, place.extra


def _place(item: Dependency) -> Place:
    return Place(group=item.group, extra=item.optional)


def _told(item: Dependency) -> str:
    called = "" if item.conda == canonical(item.name) else f"{item.conda} "
    conda = f", and {called}from the conda packages" if item.conda else ""
    return f"Removing {item.requirement} from {_place(item).shown}{conda}"


def _beside(opened: Opened, found: Iterable[Dependency]) -> dict[tuple[str, ...], Any]:
    """The keys that say where requirements come from, and go with the last one on the package."""
    gone = {item.key for item in found}
    left = {
        (canonical(item.name), key)
        for item in opened.project.dependencies
        if item.key not in gone
        for key in opened.dialect.local(item, ".")
    }
    return {
        key: GONE
        for item in found
        for key in opened.dialect.local(item, ".")
        if (canonical(item.name), key) not in left
    }


def _remarks(opened: Opened, found: Iterable[Dependency]) -> Iterator[str]:
    """What still needs the packages that go: tasks, and the project's own code."""
    gone = {canonical(item.name) for item in found}
    left = {item.key for item in opened.project.dependencies} - {item.key for item in found}
    for name in sorted(gone - {canonical(key[1]) for key in left}):
        if name == "poethepoet" and opened.manager.tasks == "poe":
            yield "'seedbed run' and all tasks need poethepoet."
            continue
        programs = {name, *_PROGRAMS.get(name, ())}
        needed = [one.name for one in opened.project.tasks if _program(one.run) in programs]
        if needed:
            tasks = "The task" if len(needed) == 1 else "The tasks"
            verb = "needs" if len(needed) == 1 else "need"
            yield f"{tasks} {_listed(needed)} still {verb} {name}."
        if files := importing(opened.root, module_of(name)):
            verb = "imports" if len(files) == 1 else "import"
            yield f"{_listed(files)} still {verb} {module_of(name)}."


def _channels(opened: Opened, found: Iterable[Dependency]) -> Iterator[str]:
    """The channels that `add --channel` may have brought, where a package goes that needed one."""
    listed = opened.workspace.table.get("channels")
    chosen = listed if isinstance(listed, list) and listed else ["conda-forge"]
    others = [one for one in opened.project.channels if one not in chosen]
    if others and any(one.conda and not known_conda_name(canonical(one.name)) for one in found):
        them = "it" if len(others) == 1 else "them"
        where = "environment.yml"
        if opened.manager.name == "pixi":
            where = "channels and conda-pypi-map below [tool.pixi.workspace]"
        yield (
            f"The project still searches {_listed(others)}. If nothing else comes from {them}, "
            f"take {them} out of {where}."
        )


def _program(run: str) -> str:
    """The program, or the module of `python -m`, that a task starts."""
    words = run.split()
    if words[:1] == ["python"] and words[1:2] == ["-m"] and words[2:]:
        return words[2].partition(".")[0].replace("_", "-")
    return words[0] if words else ""


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"
