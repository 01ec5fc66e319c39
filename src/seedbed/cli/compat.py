"""`seedbed compat` on the command line."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.cli.compat_options import VERIFY_ONLY
from seedbed.errors import usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.compat import Answer

_TABLE_ONLY = ("cuda", "python", "manager", "here")
_RANGES = ("limits", "needs")


def main(values: dict[str, Any]) -> int:
    """Show a table, a row, or what fits this machine; or verify the tables."""
    if values.get("framework") == "verify":
        _refuse(values, _TABLE_ONLY, "is not an option of 'seedbed compat verify'.")
        _refuse(values, ("release",), "")
        from seedbed.cli.compat_verify import main as verify

        return verify(values)
    _refuse(values, sorted(VERIFY_ONLY), "is an option of 'seedbed compat verify'.")
    from seedbed.commands.compat import Query, compat

    words = ("framework", "cuda", "python", "manager")
    query = Query(
        **{name: values.get(name, "") for name in words},
        version=values.get("release", ""),
        here="here" in values,
    )
    answer = compat(query)
    if "json" in values:
        report.print_envelope("compat", described(answer), [])
        return 0
    from seedbed.cli.compat_text import print_answer

    print_answer(answer)
    return 0


def _refuse(values: dict[str, Any], names: Any, why: str) -> None:
    """Refuse an option that the other half of the command has."""
    for name in names:
        if name in values and not why:
            raise usage_error(
                f"'seedbed compat verify' takes no argument {values[name]!r}.",
                f"To check some rows only, write --rows {values[name]}.",
                code="bad-usage",
            )
        if name in values:
            raise usage_error(f"--{name} {why}", "See 'seedbed compat --help'.", code="bad-usage")


def described(answer: Answer) -> dict[str, Any]:
    """An answer as JSON has it.

    Its keys: `framework` (or null), `releases` (a list, newest first), `pins` (a list: for one
    release, what each manager pins), `here` (what fits this machine, or null).
    """
    pins = [{"managers": list(one.managers), **plain(one.pins)} for one in answer.shared]
    return {
        "framework": answer.framework.name if answer.framework else None,
        "releases": [plain(one) for one in answer.entries],
        "pins": pins,
        "here": plain(answer.here),
    }


def plain(value: Any) -> Any:
    """A record, and those in it, as JSON has them; ranges of packages become an object."""
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if hasattr(value, "__fields__"):
        return {
            name: dict(getattr(value, name)) if name in _RANGES else plain(getattr(value, name))
            for name in value.__fields__
        }
    return value
