"""The page about exit statuses and error codes, from the places in the code that raise them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from seedbed import errors as module
from tools.markdown_kit import code, heading, page, plain, table

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(module.__file__).parent
INTRO = """\
## Exit status

| Status | Meaning |
|---|---|
| 0 | The command did what you asked. |
| 1 | The work failed, or something is wrong: a conflict, a finding, a difference. |
| 2 | The command line or a choice is wrong; nothing was written. |
| 3 | The project is complete, but its environment could not be made or checked. |
| 130 | Ctrl-C stopped the command. |
| 143 | SIGTERM stopped it; other signals count likewise, as 128 and the signal's number. |

`seedbed run` and `seedbed sync` end with the exit status of the program that they start.
[`seedbed doctor`](../doctor.md) and [`seedbed status`](../status.md#exit-status) have meanings of
their own.

## Error codes

An error on the terminal is one sentence that says what is wrong, and one that says what to do. With
`--json`, it also has a code for programs. The table lists all codes, with one of the sentences that
each comes with; `…` stands for a name or a value, such as `sync` in `sync-failed`. Two other kinds
of codes are listed elsewhere: those of [`seedbed doctor`](../doctor.md#all-checks), such as
`SB303`, and the findings of [`seedbed gpu`](../gpu.md).
"""
_OTHERS = frozenset(("Finding", "Fault"))
"""Calls whose `code` is not that of an error."""
_INTERRUPTED = {"130", "143"}
_STATUS = {"USAGE": "2", "FAILURE": "1", "ENVIRONMENT": "3", "INTERRUPTED": "130"}


@dataclass
class Known:
    """What the code says of an error code."""

    statuses: set[str] = field(default_factory=set)
    sentences: list[str] = field(default_factory=list)


def errors() -> str:
    """The text of the page."""
    rows = [
        (
            code(name),
            ", ".join(sorted(one.statuses)),
            plain(min(one.sentences, key=_rank, default="")),
        )
        for name, one in sorted(found().items())
    ]
    parts = [
        heading("Exit status and errors", "src/seedbed/"),
        INTRO,
        table(("Code", "Status", "For example"), rows),
    ]
    return page(*parts)


def _rank(sentence: str) -> tuple[float, str]:
    """Sentences that need few names and say much read best."""
    return sentence.count("…") / len(sentence.split()), sentence


def found() -> dict[str, Known]:
    """All codes that calls in the sources name."""
    known: dict[str, Known] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "data" in path.relative_to(SOURCE).parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants: dict[str, set[str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                for name, value in _assigned(node):
                    if name in {"code", "CODE"}:
                        constants.setdefault(name, set()).update(_names(value, {}))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                _note(node, constants, known)
    return known


def _assigned(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    """The names that an assignment gives values, each with its own."""
    for target in node.targets:
        if isinstance(target, ast.Name):
            yield target.id, node.value
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for one, value in zip(target.elts, node.value.elts, strict=False):
                if isinstance(one, ast.Name):
                    yield one.id, value


def _note(call: ast.Call, constants: dict[str, set[str]], known: dict[str, Known]) -> None:
    callee = (
        call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    )
    given = {one.arg: one.value for one in call.keywords}
    if callee in _OTHERS or "code" not in given:
        return
    for name in _names(given["code"], constants):
        one = known.setdefault(name, Known())
        one.statuses |= (
            _INTERRUPTED if name == "interrupted" else _status(callee, given.get("status"))
        )
        if call.args and len((sentence := _text(call.args[0])).replace("…", "").split()) > 2:
            one.sentences.append(sentence)


def _names(node: ast.expr, constants: dict[str, set[str]]) -> Iterator[str]:
    """The codes that an expression may give, as far as the module says them itself."""
    if text := _text(node):
        yield text
    elif isinstance(node, ast.IfExp):
        yield from _names(node.body, constants)
        yield from _names(node.orelse, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from constants[node.id]


def _status(callee: str, node: ast.expr | None) -> set[str]:
    """The exit statuses of an error; both where they are given from elsewhere."""
    if isinstance(node, ast.Name) and node.id in _STATUS:
        return {_STATUS[node.id]}
    if callee == "usage_error":
        return {"2"}
    if callee in {"StartFailedError", "failed", "said_by"}:
        return {"3"}
    return {"1"} if callee == "SeedbedError" and node is None else {"1", "3"}


def _text(node: ast.expr) -> str:
    """A text with `…` for what is filled in; empty for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (_text(one) if isinstance(one, ast.Constant) else "…" for one in node.values)
        return "".join(parts)
    return ""
