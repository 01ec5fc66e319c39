"""The values that options offer, each with one line of help."""

from __future__ import annotations

from seedbed.commands.stored import SETTABLE
from seedbed.layers.library import load_library, load_presets

SHELLS = {
    "bash": "Bash 4.4 or newer",
    "zsh": "Z shell",
    "fish": "fish",
}


def offers(what: str) -> dict[str, str]:
    """The values of an option or argument.

    Args:
        what: a slot of layers, `preset`, `platform`, `system-package`, `shell`, `setting` or
            `task`; anything else has none.
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
    if what == "action":
        return {"show": "Show one preset"}
    if what == "setting":
        return _settings()
    if what == "task":
        return _tasks()
    library = load_library().values()
    return {layer.choice: layer.data["help"] for layer in library if layer.slot == what}


def setting_offers(key: str) -> dict[str, str]:
    """The values of a choice, as `--set` calls it."""
    plural = {"platforms": "platform", "system-packages": "system-package"}
    return offers(plural.get(key, key))


def _settings() -> dict[str, str]:
    """Each choice that `--set` sets, with an equals sign."""
    return {f"{name}=": "" for name in SETTABLE}


def _tasks() -> dict[str, str]:
    from seedbed.commands.run import tasks_of
    from seedbed.errors import SeedbedError
    from seedbed.workspace import locate

    try:
        return {name: task.help for name, task in (tasks_of(locate()) or {}).items()}
    except SeedbedError:
        return {}
