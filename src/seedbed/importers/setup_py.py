"""What a `setup.py` passes to `setup()`, as far as it stands there; pure: nothing is run.

https://setuptools.pypa.io/en/latest/references/keywords.html
"""

from __future__ import annotations

import ast
import sys

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    Names = dict[str, Any]

SCRIPT = "setup.py"
UNKNOWN = object()
"""A value that only running the file could tell."""
REMOVED = "pkg_resources"
"""A module that setuptools has no more."""
_BUILT_IN = frozenset(("setuptools", "distutils", "wheel", "__future__"))
_LARGEST = 1_000_000
"""Characters that are parsed: no such file is longer."""
_DEEPEST = 200
"""Parts that one expression may add up."""


@record
class Given:
    """What is said for one keyword.

    Attributes:
        value: the value, `UNKNOWN`, or a table of which some values are `UNKNOWN`.
        line: where it stands, counted from 1.
        path: the file.
        texts: the texts that an unknown value is made with, such as names of files.
    """

    value: Any
    line: int
    path: str = SCRIPT
    texts: tuple[str, ...] = ()


@record
class Script:
    """What a script says.

    Attributes:
        keywords: the keywords of `setup()`.
        imports: the modules that it imports at its top and that not every build has.
        rest: the line of what is passed as `**NAME` and can't be read; 0 for none.
        fault: why nothing could be read, as the end of a sentence; empty where something could.
        line: the line of the fault; 0 for none.
    """

    keywords: Mapping[str, Given]
    imports: tuple[str, ...] = ()
    rest: int = 0
    fault: str = ""
    line: int = 0


def script_of(text: str) -> Script:
    """What a `setup.py` says."""
    if len(text) > _LARGEST:
        return Script(keywords={}, fault="it is too long")
    try:
        tree = ast.parse(text.removeprefix("\ufeff"))
    except SyntaxError as error:  # such as in one for Python 2
        return Script(keywords={}, fault="it isn't valid Python 3", line=error.lineno or 0)
    except (ValueError, RecursionError, MemoryError):
        return Script(keywords={}, fault="it isn't valid Python 3")
    names: Names = {}
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                names[name] = _value(value, names)
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=key))]
            ) if isinstance(names.get(name), dict):
                names[name] = {**names[name], key: _value(node.value, names)}
            case _:
                names |= dict.fromkeys(_changed(node), UNKNOWN)
    imports = tuple(dict.fromkeys(_imports(tree)))
    call = next((node for node in ast.walk(tree) if _is_setup(node)), None)
    if not isinstance(call, ast.Call):
        return Script(keywords={}, imports=imports, fault="it never calls setup()")
    found: dict[str, Given] = {}
    rest = 0
    for keyword in call.keywords:
        value = _value(keyword.value, names)
        line = keyword.value.lineno
        if keyword.arg:
            texts = tuple(_texts(keyword.value, tree)) if value is UNKNOWN else ()
            found[keyword.arg] = Given(value=value, line=line, texts=texts)
        elif isinstance(value, dict):
            found |= {str(key): Given(value=one, line=line) for key, one in value.items()}
        else:
            rest = line
    return Script(keywords=found, imports=imports, rest=rest)


def _is_setup(node: ast.AST) -> bool:
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "id", getattr(function, "attr", "")) == "setup"


def _changed(node: ast.stmt) -> Iterator[str]:
    """The names that a statement may give other values, or change the values of."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for one in ast.walk(node):
        match one:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.Attribute(value=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
                yield name  # such as NAME.append(…)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                yield name


def _value(node: ast.expr, names: Names, depth: int = 0) -> Any:
    """What an expression stands for."""
    if depth > _DEEPEST:
        return UNKNOWN
    match node:
        case ast.Name(id=name):
            return names.get(name, UNKNOWN)
        case ast.Dict(keys=keys, values=values):
            return _table(keys, values, names, depth)
        case ast.Call(func=ast.Name(id="dict"), args=[]) if all(one.arg for one in node.keywords):
            return {one.arg: _value(one.value, names, depth + 1) for one in node.keywords}
        case ast.List(elts=items) | ast.Tuple(elts=items):
            found = [_value(item, names, depth + 1) for item in items]
            return UNKNOWN if any(one is UNKNOWN for one in found) else found
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            one, two = _value(left, names, depth + 1), _value(right, names, depth + 1)
            alike = type(one) is type(two) and isinstance(one, list | str)
            return one + two if alike and len(one) + len(two) < _LARGEST else UNKNOWN
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=key)):
            table = names.get(name)
            return table.get(key, UNKNOWN) if isinstance(table, dict) else UNKNOWN
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return UNKNOWN


def _table(keys: list[Any], values: list[ast.expr], names: Names, depth: int) -> Any:
    found: dict[Any, Any] = {}
    for key, value in zip(keys, values, strict=True):
        one = _value(value, names, depth + 1)
        if isinstance(key, ast.Constant):
            found[key.value] = one
        elif key is None and isinstance(one, dict):  # **NAME
            found |= one
        else:
            return UNKNOWN
    return found


def _texts(node: ast.AST, tree: ast.Module) -> Iterator[str]:
    """The texts in an expression, in what gives its names their values, and in its functions."""
    seen: set[str] = set()
    left: list[ast.AST] = [node]
    makers = _makers(tree)
    while left:
        for one in ast.walk(left.pop()):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value
            elif isinstance(one, ast.Name) and one.id not in seen:
                seen.add(one.id)
                left += makers.get(one.id, ())


def _makers(tree: ast.Module) -> dict[str, list[ast.stmt]]:
    """Names to the statements at the top that give them values, and to functions."""
    found: dict[str, list[ast.stmt]] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.With | ast.For | ast.AugAssign):
            for name in dict.fromkeys(_changed(node)):
                found.setdefault(name, []).append(node)
    return found


def _imports(tree: ast.Module) -> Iterator[str]:
    """The modules that a script imports at its top, but for those that every build has."""
    for node in tree.body:
        match node:
            case ast.Import(names=aliases):
                modules = [one.name for one in aliases]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case _:
                continue
        for module in modules:
            top = module.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in _BUILT_IN:
                yield top
