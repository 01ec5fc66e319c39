"""What can be done with a project of a known kind: adopt it, then change it. Pure."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_OPTIONS = {"poetry2nix": " --nix build", "poetry-nix": " --nix shell"}
"""What a preset lacks to be closest to a kind."""
_FOR_NIXOS = frozenset(("pixi-flake-template", "uv-nix-template"))
"""The kinds whose managers have the mode `nixos`."""
_OF_POETRY2NIX = frozenset(("poetry-nix-template", "poetry2nix"))


@record
class Step:
    """Something that can be done.

    Attributes:
        command: what the user types.
        text: what it does, in one sentence.
    """

    command: str
    text: str

    def __str__(self) -> str:
        return f"{self.command}: {self.text}"


def steps(
    family: str, preset: str, path: str, *, room: bool, nixos: bool, tensorflow: bool
) -> tuple[Step, ...]:
    """What can be done with a project, the smallest step first.

    Args:
        family: its kind, one of `recognized.FAMILIES`.
        preset: the preset that is closest.
        path: the Nix file by which it was recognized; empty for none.
        room: whether it has no `.nix/flake.nix`, where seedbed's own shell stands.
        nixos: whether it has what programs need on NixOS.
        tensorflow: whether it asks for TensorFlow.
    """
    nixos = nixos and family in _FOR_NIXOS
    stays = path or "everything else"
    found = [Step(command="seedbed adopt", text=f"Records your choices; {stays} stays as it is.")]
    if tensorflow:
        found.append(
            Step(
                command="seedbed compat tensorflow",
                text="Shows which Python and which tensorflow-metal go with each TensorFlow.",
            )
        )
    found += _shell(path, "nixos" if nixos else "shell", room=room)
    if family in _OF_POETRY2NIX:
        found.append(
            Step(
                command="seedbed update --manager uv",
                text=f"Moves to uv at once; {path} can no longer build that, so remove it then.",
            )
        )
    options = _options(family, nixos=nixos, tensorflow=tensorflow)
    found.append(
        Step(
            command=f"seedbed new NAME --preset {preset}{options}",
            text="Creates the closest kind of project anew; then move your code into it.",
        )
    )
    return tuple(found)


def _options(family: str, *, nixos: bool, tensorflow: bool) -> str:
    """What the preset lacks to be closest to the project."""
    if family == "pixi-flake-template" and nixos:
        return " --nix nixos"
    if family == "poetry-nix-template" and not tensorflow:
        return " --framework none"
    return _OPTIONS.get(family, "")


def _shell(path: str, mode: str, *, room: bool) -> Iterator[Step]:
    """How to get a shell of seedbed's."""
    if not room:
        yield Step(
            command="git mv .nix nix-before",
            text="Makes room for seedbed's own .nix/flake.nix; yours would be a conflict there.",
        )
        text = "Adds seedbed's shell; then copy what it lacks, such as overlays, from nix-before/."
    elif path:
        text = f"Adds seedbed's shell in .nix/; {path} stays beside it."
    else:
        text = "Adds a shell in .nix/, for those who use Nix."
    yield Step(command=f"seedbed update --nix {mode}", text=text)
