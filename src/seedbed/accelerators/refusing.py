"""The errors for builds that do not exist: two sides, why, and the nearest that works. Pure."""

from __future__ import annotations

from seedbed.accelerators.wanted import PLATFORMS
from seedbed.errors import usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.accelerators.wanted import Wanted
    from seedbed.errors import SeedbedError

CODE = "no-such-build"
_METAL = "Metal needs a Mac with Apple silicon"
_FOR: Mapping[str, Mapping[str, str]] = {
    "pytorch": {
        "cuda": "CUDA needs Linux or Windows",
        "rocm": "PyTorch's ROCm builds are for Linux on x86_64",
        "xpu": "PyTorch's builds for Intel GPUs are for Linux and Windows on x86_64",
        "metal": _METAL,
    },
    "tensorflow": {
        "cuda": "TensorFlow's CUDA builds are for Linux on x86_64 (on Windows, use WSL 2)",
        "metal": _METAL,
    },
    "jax": {"cuda": "JAX's CUDA builds are for Linux (on Windows, use WSL 2)"},
}


def no_machine(asked: Wanted) -> SeedbedError:
    """The error for an accelerator that none of the project's platforms has."""
    fit = PLATFORMS[asked.framework][asked.kind]
    one = len(asked.platforms) == 1
    return usage_error(
        f"--accelerator {asked.kind} has no platform: {_FOR[asked.framework][asked.kind]}, and the "
        f"project's {'platform is' if one else 'platforms are'} {', '.join(asked.platforms)}.",
        f"Add one, such as --platform {','.join((*asked.platforms, fit[0]))}, "
        "or use --accelerator cpu.",
        code=CODE,
    )


def named(title: str, spec: str) -> str:
    """A framework with the range of its versions, as people say it: `PyTorch 2.8`."""
    bare = spec.removeprefix("==").removesuffix(".*")
    return f"{title} {bare}" if bare.replace(".", "").isdecimal() else f"{title} {spec}"


def not_together(one: str, other: str, why: str, way: str) -> SeedbedError:
    """The error for two sides that cannot be combined.

    Args:
        one: a choice, as it is typed.
        other: another choice.
        why: the reason, as the rest of a sentence.
        way: what to do, as sentences.
    """
    return usage_error(f"{one} and {other} cannot be combined: {why}.", way, code=CODE)


def no_wheels(what: str, platform: str, others: tuple[str, ...], way: str) -> SeedbedError:
    """The error for a platform that no release has wheels for.

    Args:
        what: the framework, with the range of its versions where others have them.
        platform: the platform.
        others: the project's other platforms.
        way: a version range that has them; empty for none.
    """
    ways = [f"--framework-version {way}"] if way else []
    if others:
        ways.insert(0, f"--platform {','.join(others)}")
    return usage_error(
        f"{what} has no wheels for {platform}.",
        f"Use {' or '.join(ways)}." if ways else "Choose another platform with --platform.",
        code=CODE,
    )
