"""A parser for plain command lines, so that they do not wait for click's import.

It takes only what it is sure of and leaves the rest to click (`cli/full.py`): help, mistakes,
completion. What it takes, click would parse to the same values; a property test holds it to that.
"""

from __future__ import annotations

from seedbed.cli.verbs import VERBS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.cli.verbs import Verb


def parse(arguments: list[str]) -> tuple[str, dict[str, Any]] | None:
    """The verb and the values that were given, or None when click is to read them.

    Args:
        arguments: the command line without the program's name.
    """
    if not arguments or arguments[0] not in VERBS:
        return None
    verb = VERBS[arguments[0]]
    values: dict[str, Any] = {}
    positional: list[str] = []
    options = {option.flag: option for option in verb.options}
    rest = iter(arguments[1:])
    for word in rest:
        if not word.startswith("-") or word == "-":
            positional.append(word)
            if verb.arguments[-1:] == ("args*",):
                break  # the rest is the task's
            continue
        flag, equals, value = word.partition("=")
        option = options.get(flag)
        if option is None or (equals and not option.metavar):
            return None
        if not option.metavar:
            values[option.name] = not option.off
            continue
        if not equals:
            value = next(rest, "-")
            if value.startswith("-"):
                return None
        if option.many:
            values.setdefault(option.name, []).append(value)
        else:
            values[option.name] = value
    return _with_arguments(verb, positional, list(rest), values)


def _with_arguments(
    verb: Verb, positional: list[str], rest: list[str], values: dict[str, Any]
) -> tuple[str, dict[str, Any]] | None:
    names = list(verb.arguments)
    if names[-1:] == ["args*"]:
        values[names.pop()[:-1]] = rest
    wanted = [name for name in names if not name.endswith("?")]
    if not len(wanted) <= len(positional) <= len(names):
        return None
    values.update(zip((name.rstrip("?") for name in names), positional, strict=False))
    return verb.name, values
