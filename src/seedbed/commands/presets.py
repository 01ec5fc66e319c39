"""`seedbed presets`: the named sets of choices."""

from __future__ import annotations

from seedbed.errors import nearest, usage_error
from seedbed.layers.library import load_library, load_presets, option
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import Choices
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


@record
class Preset:
    """A named set of choices.

    Attributes:
        name: how it is chosen.
        title: what it is, in a word or two.
        help: what it is, in one line.
        manager: the title of its manager.
        nix: what Nix does in it.
        framework: the title of what it trains with.
        best_for: the projects that it suits best.
        sharing: who can use such a project, and with what installed.
        shareability: how well it can be shared with people who have no Nix: Best, High, or
            Moderate.
        notes: what isn't reproducible, above all without Nix.
        choices: the choices that it makes, by option.
    """

    name: str
    title: str
    help: str
    manager: str
    nix: str
    framework: str
    best_for: str
    sharing: str
    shareability: str
    notes: str
    choices: Mapping[str, str]

    @property
    def facts(self) -> dict[str, str]:
        """What to decide by: the titles and cells of the table in README.md."""
        return {
            "Manager": self.manager,
            "Nix": self.nix,
            "Trains with": self.framework,
            "Best for": self.best_for,
            "Who can use it": self.sharing,
            "Shareability": self.shareability,
            "Notes": self.notes,
        }

    @property
    def command(self) -> str:
        """The command line that picks the same without the preset's name."""
        flags = [f"--{name} {value}" for name, value in self.choices.items() if value]
        return " ".join(["seedbed new PATH", *flags])


def list_presets() -> list[Preset]:
    """All presets, by manager, and those with Nix last."""
    return sorted(map(_preset, load_presets()), key=_place)


def find_preset(name: str) -> Preset:
    """One preset.

    Raises:
        SeedbedError: when there is none of that name.
    """
    known = load_presets()
    if name not in known:
        names = tuple(preset.name for preset in list_presets())
        meant = nearest(name, names)
        offered = f"Choose from: {', '.join(names)}."
        raise usage_error(
            f"There is no preset {name!r}.",
            f"Did you mean '{meant}'? {offered}" if meant else offered,
            code="unknown-choice",
        )
    return _preset(name)


def _preset(name: str) -> Preset:
    given = load_presets()[name]
    framework = given["choices"].get("framework", Choices.framework)
    choices = {}
    for field, value in given.get("choices", {}).items():
        if field == "extras":
            without = sorted(set(Choices.extras) - set(value))
            choices["with"] = ",".join(sorted(set(value) - set(Choices.extras)))
            choices["without"] = ",".join(without)
        else:
            choices[option(field)] = ",".join(value) if isinstance(value, list) else value
    return Preset(
        name=name,
        title=given["title"],
        help=given["help"],
        manager=MANAGERS[choices["manager"]].title,
        nix=given["with-nix"],
        framework=load_library()[f"framework/{framework}"].data["title"],
        best_for=given["best-for"],
        sharing=given["sharing"],
        shareability=given["shareability"],
        notes=given["notes"],
        choices=choices,
    )


def _place(preset: Preset) -> tuple[int, int, str]:
    managers, modes = tuple(MANAGERS), ("none", "shell", "nixos", "build", "poetry2nix")
    chosen = preset.choices
    return managers.index(chosen["manager"]), modes.index(chosen["nix"]), preset.name
