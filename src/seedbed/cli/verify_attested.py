"""Who published what is installed, as `seedbed verify` shows it."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.errors import usage_error
from seedbed.verify.values import ATTESTATION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from seedbed.commands.verifying.found import Verification, Wanted

_FLAGS = ("attestations", "require-attestations")


def is_asked(values: dict[str, Any]) -> bool:
    """Whether the command line asks for attestations."""
    return any(one in values for one in _FLAGS)


def check_options(values: dict[str, Any]) -> None:
    """Refuse what attestations can't go with, before anything is read.

    Raises:
        SeedbedError: says which, or that the extra is missing.
    """
    flag = next((one for one in _FLAGS if one in values), "")
    if not flag:
        return
    if values.get("level", "wheel") != "wheel":
        raise usage_error(
            f"--{flag} needs --level wheel.",
            "Attestations are about archives, which no other level looks at.",
            code="bad-usage",
        )
    if "cache" in values:
        raise usage_error(
            f"--{flag} can't be used with --cache.",
            "Attestations of what an environment has can be verified there.",
            code="bad-usage",
        )
    from seedbed.host.attestations import check_installed

    check_installed()


def work(found: Verification, *, required: bool) -> Callable[..., Verification]:
    """What looks at the attestations of what was found; it shows progress as verifying does."""
    from seedbed.commands.verifying.attestations import attested

    def look(wanted: Wanted, told: Callable[..., None]) -> Verification:
        return attested(found, wanted, told, required=required)

    return look


def show(found: Verification, *, told: bool) -> None:
    """Print who published what, where that was asked for, and it isn't told elsewhere.

    Args:
        found: what was found.
        told: whether people saw the differences before attestations were looked at.
    """
    if not any(one.attested for one in found.proofs):
        return
    from seedbed.commands.verifying.attestations import by_clause

    wrong = {one.package for one in found.differences if one.kind == ATTESTATION and not told}
    lines = [
        f"{', '.join(one.title for one in some)}: {clause}."
        for clause, some in by_clause(found.proofs).items()
        if some[0].title not in wrong
    ]
    lines = [one for one in lines if one not in found.wanting]
    if lines:
        report.say("Attestations:")
        for line in lines:
            report.say(f"  {line}")
