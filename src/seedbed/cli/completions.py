"""The values that options offer, each with one line of help, and how shells complete them."""

from __future__ import annotations

from seedbed.commands.settings import SETTABLE
from seedbed.layers.library import load_library, load_presets

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from seedbed.accelerators.compat.entries import Entry
    from seedbed.cli.declaring import Command

    Completer = Callable[..., Mapping[str, str]]

SHELLS = {
    "bash": "Bash 4.4 or newer",
    "zsh": "Z shell",
    "fish": "fish",
}


def offers(what: str) -> dict[str, str]:
    """The values of an option or argument.

    Args:
        what: a slot of layers, `preset`, `platform`, `system-package`, `shell`, `action`,
            `jupyter-action`, `lock-action`, `task`, `schema`, `export-format`, `required`, `group`,
            `extra`, or
            `answer` with the name of a question of `seedbed choose`; anything else has none.
    """
    if what == "preset":
        return {name: preset["help"] for name, preset in load_presets().items()}
    if what == "platform":
        from seedbed.model.choices import PLATFORMS

        return dict.fromkeys(PLATFORMS, "")
    if what == "system-package":
        from seedbed.render.system_packages import table

        return {name: row["help"] for name, row in table().items()}
    if what == "shell":
        return SHELLS
    if what in {"action", "jupyter-action", "lock-action"}:
        return _actions(what)
    if what == "task":
        return _tasks()
    if what == "schema":
        from seedbed.commands.schema import names

        return dict.fromkeys(names(), "")
    if what == "export-format":
        return _formats()
    if what in {"required", "group", "extra"}:
        return _required(what)
    if what in {"compat", "rows"}:
        return _frameworks(verify=what == "compat")
    if what.startswith("answer "):
        from seedbed.model.answers import ASKED

        return dict(next(one.answers for one in ASKED if f"answer {one.name}" == what))
    library = load_library().values()
    return {layer.choice: layer.data["help"] for layer in library if layer.slot == what}


def _actions(what: str) -> dict[str, str]:
    """What `presets`, `jupyter`, and `lock` can do."""
    from seedbed.cli.jupyter_options import ACTIONS
    from seedbed.cli.lock_options import ACTIONS as OF_LOCKS

    presets = {"show": "Show one preset"}
    return {"action": presets, "jupyter-action": ACTIONS, "lock-action": OF_LOCKS}[what]


def _formats() -> dict[str, str]:
    """The formats of `seedbed export`."""
    from seedbed.commands.export_wanted import FORMATS

    return FORMATS


def complete() -> None:
    """Tell the shell what its line can go on with, and end the process."""
    import argcomplete

    argcomplete.autocomplete(_whole_parser(), always_complete_options=False)


def script(shell: str) -> str:
    """The completion script for one of `SHELLS`."""
    from argcomplete.shell_integration import shellcode

    return str(shellcode(["seedbed"], shell=shell))


def _whole_parser() -> argparse.ArgumentParser:
    """All commands in one parser, with what completes their values."""
    from argparse import ArgumentParser

    from seedbed.cli.command_line import COMMANDS

    parser = ArgumentParser(prog="seedbed")
    parser.add_argument("-V", "--version", action="store_true", help="Show the version.")
    commands = parser.add_subparsers()
    for command in COMMANDS.values():
        _fill(commands.add_parser(command.name, help=command.summary), command)
    return parser


def _fill(parser: argparse.ArgumentParser, command: Command) -> None:
    from argparse import REMAINDER

    from seedbed.cli.declaring import Valued
    from seedbed.cli.parser import add_option

    for option in command.options:
        text = option.option.help if isinstance(option, Valued) else option.help
        action = add_option(parser, option, text.replace("%", "%%"))
        if isinstance(option, Valued):
            action.completer = _completer(option.offers)  # type: ignore[attr-defined]
    for argument in command.arguments:
        count = "*" if argument.many else "?"
        positional = parser.add_argument(argument.name, nargs=count, help=argument.help)
        if argument.offers:
            positional.completer = _completer(argument.offers)  # type: ignore[attr-defined]
    if command.rest:
        parser.add_argument("args", nargs=REMAINDER)


def _completer(what: str) -> Completer:
    """What completes a value, by what lists its values."""
    special: dict[str, Completer] = {
        "setting": _of_setting,
        "release": _of_release,
        "cuda": _of_cuda,
        "check": _of_check,
        "file": _of_file,
        "folder": _of_folder,
        "addable": _of_addable,
        "removable": _of_removable,
    }
    return special.get(what) or _values(what)


def _values(what: str) -> Completer:
    """What completes a value, or the last of several with commas between them."""

    def complete(prefix: str, **_: object) -> dict[str, str]:
        done, comma, last = prefix.rpartition(",")
        return {
            f"{done}{comma}{name}": text
            for name, text in offers(what).items()
            if name.startswith(last)
        }

    return complete


def _of_setting(prefix: str, **_: object) -> dict[str, str]:
    """What completes `KEY=VALUE`."""
    key, equals, values = prefix.partition("=")
    if not equals:
        return {f"{name}=": "" for name in SETTABLE if name.startswith(prefix)}
    offered = SETTABLE[key].offers if key in SETTABLE else ""
    found = _values(offered)(values)
    return {f"{key}={value}": text for value, text in found.items()}


def _of_file(prefix: str, **_: object) -> dict[str, str]:
    """What completes a file or a folder."""
    from argcomplete.completers import FilesCompleter

    return dict.fromkeys(FilesCompleter()(prefix), "")


def _of_folder(prefix: str, **_: object) -> dict[str, str]:
    """What completes a folder."""
    from argcomplete.completers import DirectoriesCompleter

    return dict.fromkeys(DirectoriesCompleter()(prefix), "")


def _of_addable(prefix: str, parsed_args: argparse.Namespace, **_: object) -> dict[str, str]:
    """What completes a package to be added: with `--system`, those that are known."""
    is_system = getattr(parsed_args, "system", False)
    return dict(_values("system-package")(prefix)) if is_system else {}


def _of_removable(prefix: str, parsed_args: argparse.Namespace, **_: object) -> dict[str, str]:
    """What completes a package to be removed: one of the project's."""
    if not getattr(parsed_args, "system", False):
        return dict(_values("required")(prefix))
    from seedbed.commands.add_system import chosen_in
    from seedbed.errors import SeedbedError

    try:
        names = chosen_in(".")
    except SeedbedError:
        return {}
    return dict.fromkeys((name for name in names if name.startswith(prefix)), "")


def _frameworks(*, verify: bool) -> dict[str, str]:
    """The frameworks that have tables, and what else may stand in their place."""
    from seedbed.accelerators.builds import FRAMEWORKS

    found = {one.name: one.title for one in FRAMEWORKS.values()}
    return {**found, "verify": "Check the tables against the package index"} if verify else found


def _of_check(prefix: str, **_: object) -> dict[str, str]:
    """What completes codes of doctor's checks, or the last of several with commas between them."""
    from seedbed.checks.registry import FAMILIES, all_checks

    checks = all_checks()
    used = (family for family in FAMILIES if any(code.startswith(family.start) for code in checks))
    found = {family.start: f"All checks of the family '{family.title}'" for family in used}
    found |= {code: check.page.title for code, check in checks.items()}
    done, comma, last = prefix.rpartition(",")
    return {
        f"{done}{comma}{code}": text
        for code, text in found.items()
        if code.startswith(last.upper())
    }


def _of_release(prefix: str, parsed_args: argparse.Namespace, **_: object) -> dict[str, str]:
    """What completes a release of the framework before it."""
    found = {one.version: f"Python {one.python_min} to {one.python_max}"
             for one in _entries(parsed_args)}  # fmt: skip
    return {version: text for version, text in found.items() if version.startswith(prefix)}


def _of_cuda(prefix: str, parsed_args: argparse.Namespace, **_: object) -> dict[str, str]:
    """What completes a version of CUDA that the framework before it has builds for."""
    versions = (
        version
        for one in _entries(parsed_args)
        for version in (*one.cuda, *(index.version for index in one.indexes if index.is_cuda))
    )
    return dict.fromkeys((one for one in versions if one.startswith(prefix)), "")


def _entries(typed: argparse.Namespace) -> tuple[Entry, ...]:
    """What the table has of the framework that was typed; nothing for another word."""
    from seedbed.accelerators.compat.entries import entries_of
    from seedbed.accelerators.compat.frameworks import framework_of
    from seedbed.accelerators.tables import load_tables
    from seedbed.errors import SeedbedError

    try:
        return entries_of(load_tables(), framework_of(getattr(typed, "framework", None) or ""))
    except SeedbedError:
        return ()


def _required(what: str) -> dict[str, str]:
    """The packages that the project here requires, or its groups, or its optional features."""
    from seedbed.commands.editing import open_manifest
    from seedbed.errors import SeedbedError
    from seedbed.model.credentials import masked

    try:
        items = open_manifest().project.dependencies
    except SeedbedError:
        return {}
    if what == "required":
        return {item.name: masked(item.requirement) for item in items}
    return dict.fromkeys(filter(None, (getattr(item, _FIELDS[what]) for item in items)), "")


_FIELDS = {"group": "group", "extra": "optional"}
"""Where requirements say what is offered."""


def _tasks() -> dict[str, str]:
    from seedbed.commands.run import tasks_of
    from seedbed.errors import SeedbedError
    from seedbed.workspace import locate

    try:
        return {name: task.help for name, task in (tasks_of(locate()) or {}).items()}
    except SeedbedError:
        return {}
