"""The scripts that installers make for entry points, judged by what they do. Pure.

uv, pip, and Poetry each write some other text, which changes with their versions. All of them
import one function and exit with what it returns; some clean `sys.argv[0]` first. Nothing else is
let pass.

https://packaging.python.org/specifications/entry-points/
"""

from __future__ import annotations

import ast
import configparser
import re

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_TARGET = re.compile(
    r"(?P<module>[A-Za-z_][\w.]*)\s*:\s*(?P<function>[A-Za-z_][\w.]*)\s*(?:\[[^\]]*\])?"
)
_CALLS = frozenset(("endswith", "removesuffix"))
_CODING = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.MULTILINE)
_UTF_8 = frozenset(("utf-8", "utf8", "utf_8"))


@record
class Target:
    """What a script starts.

    Attributes:
        module: the module.
        function: the function in it; may have dots.
    """

    module: str
    function: str


def targets(text: str) -> Mapping[str, Target]:
    """The scripts that a distribution asks for, by name.

    Args:
        text: its `entry_points.txt`.

    Raises:
        ValueError: when it cannot be read.
    """
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ValueError(str(error).splitlines()[0]) from None
    found = {}
    for section in ("console_scripts", "gui_scripts"):
        for name, said in parser.items(section) if parser.has_section(section) else ():
            if parts := _TARGET.fullmatch(said.strip()):
                found[name] = Target(module=parts["module"], function=parts["function"])
    return found


def starts(code: str, target: Target) -> bool:
    """Whether a script only starts its target.

    Args:
        code: the script, without its first line or lines that name the interpreter.
        target: what it should start.
    """
    if any(said.lower() not in _UTF_8 for said in _CODING.findall(code.replace("\r", "\n"))):
        return False  # in another encoding, a comment can be code
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    name = target.function.partition(".")[0]
    imported = 0
    for statement in body:
        match statement:
            case ast.Import(names=[ast.alias(name="sys" | "re", asname=None)]):
                continue
            case ast.ImportFrom(
                module=target.module, names=[ast.alias(name=found, asname=None)], level=0
            ) if found == name:
                imported += 1
            case ast.If(test=test, body=inner, orelse=[]) if _is_main(test):
                if statement is not body[-1] or not _runs(inner, target):
                    return False
                return imported == 1
            case ast.Expr() if statement is body[-1]:
                return imported == 1 and _exits(statement, target)
            case _:
                return False
    return False


def _is_main(test: ast.expr) -> bool:
    """Whether this is `__name__ == "__main__"`."""
    return ast.unparse(test) == "__name__ == '__main__'"


def _runs(body: list[ast.stmt], target: Target) -> bool:
    return all(map(_cleans, body[:-1])) and _exits(body[-1], target)


def _exits(statement: ast.stmt, target: Target) -> bool:
    return ast.unparse(statement) == f"sys.exit({target.function}())"


def _cleans(statement: ast.stmt) -> bool:
    """Whether a statement only takes an ending off the script's name."""
    match statement:
        case ast.If(test=test, body=body, orelse=orelse):
            return _is_harmless(test) and all(map(_cleans, (*body, *orelse)))
        case ast.Assign(targets=[place], value=value):
            return ast.unparse(place) == "sys.argv[0]" and _is_harmless(value)
    return False


def _is_harmless(value: ast.expr) -> bool:
    """Whether an expression only looks at the script's name."""
    match value:
        case ast.Constant():
            return True
        case ast.Subscript(value=inner, slice=ast.Slice(lower=None, upper=upper, step=None)):
            number = upper is None or re.fullmatch(r"-?\d+", ast.unparse(upper)) is not None
            return number and _is_harmless(inner)
        case ast.Subscript():
            return ast.unparse(value) == "sys.argv[0]"
        case ast.Call(func=ast.Attribute(value=inner, attr=name), args=values, keywords=[]):
            if ast.unparse(value.func) == "re.sub":
                return all(map(_is_harmless, values))
            return name in _CALLS and all(map(_is_harmless, (inner, *values)))
    return False
