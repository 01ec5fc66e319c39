"""`seedbed choose`: the preset that suits your answers, and the command that uses it."""

from __future__ import annotations

from seedbed.commands.options import choices_from
from seedbed.commands.presets import list_presets
from seedbed.errors import SeedbedError
from seedbed.layers.choosing import completed, decide
from seedbed.layers.library import load_choosing, load_library
from seedbed.model.answers import YES
from seedbed.model.record import record
from seedbed.render.compose import compose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.commands.presets import Preset

NAME = "NAME"
"""What stands for the project's folder in a command."""
ANY_HARDWARE = "pytorch"
"""The framework with builds for every accelerator."""
_PACKAGES = (
    "To name the packages that you need, add --system-package to that command, such as "
    "'--system-package ffmpeg'."
)
_EXISTING = (
    "'seedbed new' creates a new project, and doesn't change the one that you have. Move your code "
    "to the new project's src folder, and add the packages that it needs with 'seedbed add'."
)


@record
class Suggestion:
    """A preset and how to use it.

    Attributes:
        preset: its name.
        shareability: how well it can be shared with people who have no Nix.
        best_for: the projects that it suits best.
        notes: what isn't reproducible, above all without Nix.
        command: the command line that creates such a project.
    """

    preset: str
    shareability: str
    best_for: str
    notes: str
    command: str


@record
class Chosen:
    """The preset that suits some answers.

    Attributes:
        preset: the preset.
        why: why it suits the answers, in two or three sentences.
        command: the command line that creates such a project.
        others: all other presets that can use the accelerator, the best to share first.
        remarks: what else is to be known, each as a sentence or two.
    """

    preset: Preset
    why: str
    command: str
    others: tuple[Suggestion, ...]
    remarks: tuple[str, ...]


def choose(given: Mapping[str, str]) -> Chosen:
    """Find the preset that suits some answers.

    Args:
        given: the answers, by question; the others get their defaults.

    Raises:
        SeedbedError: for something that can't be answered, or two answers that exclude each other.
    """
    answers = completed(given)
    rule = decide(answers)
    accelerator = answers["accelerator"]
    presets = {preset.name: preset for preset in list_presets()}
    options = {name: _options(name, accelerator) for name in presets}
    added = options.pop(rule.preset) or {}
    levels = list(load_choosing()["shareability"])
    others = [
        _suggestion(presets[name], fitting)
        for name, fitting in options.items()
        if fitting is not None
    ]
    others.sort(key=lambda one: levels.index(one.shareability))
    chosen = presets[rule.preset]
    why = rule.why
    if "framework" in added:
        why += f" {_no_builds(chosen, accelerator)}"
    return Chosen(
        preset=chosen,
        why=why,
        command=_command(chosen, added),
        others=tuple(others),
        remarks=tuple(_remarks(answers)),
    )


def _remarks(answers: Mapping[str, str]) -> Iterator[str]:
    if answers["system-packages"] == YES:
        yield _PACKAGES
    if answers["existing"] != "none":
        yield _EXISTING


def _options(preset: str, accelerator: str) -> dict[str, str] | None:
    """What is to be added to a preset for an accelerator; None if they don't go together.

    If the preset's framework has no builds for it, PyTorch does.
    """
    if accelerator == "auto":
        return {}
    for more in ({}, {"framework": ANY_HARDWARE}):
        options = {**more, "accelerator": accelerator}
        try:
            compose(choices_from({"name": "x-1", "preset": preset, **options, "git": False}, ""))
        except SeedbedError:
            continue
        return options
    return None


def _no_builds(preset: Preset, accelerator: str) -> str:
    """Why the command names another framework than the preset's."""
    library = load_library()
    hardware = library[f"accelerator/{accelerator}"].data["title"]
    instead = library[f"framework/{ANY_HARDWARE}"].data["title"]
    return (
        f"This preset trains with {preset.framework}, which has no builds for {hardware}, so the "
        f"command picks {instead} instead."
    )


def _suggestion(preset: Preset, options: Mapping[str, str]) -> Suggestion:
    return Suggestion(
        preset=preset.name,
        shareability=preset.shareability,
        best_for=preset.best_for,
        notes=preset.notes,
        command=_command(preset, options),
    )


def _command(preset: Preset, options: Mapping[str, str]) -> str:
    words = [f"--{name} {value}" for name, value in options.items()]
    return " ".join(["seedbed new", NAME, "--preset", preset.name, *words])
