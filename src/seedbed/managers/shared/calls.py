"""A task's command in the one notation that all managers read alike: a program and its arguments.

poethepoet starts a program without a shell, and Pixi renders a template and hands the result to a
shell of its own. So the same line means other things to each: `{a,b}`, `~/data`, `f(x=1)`, `$1`,
`a#b`, `{{ x }}`. Each dialect reads its own language into words, and what is written is this:

- plain letters, digits and a few signs stand as they are;
- all else stands in single quotes, a single quote in double ones;
- `$NAME`, outside of quotes, is a variable.

What no such call can say (pipes, patterns for files, a shell's own commands) is no call at all, and
stays with the manager that it was written for. The tests hold this to what the real programs do.
"""

from __future__ import annotations

import re
from itertools import groupby

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Part = tuple[str, bool]
    Word = tuple[Part, ...]
    Call = tuple[Word, ...]
    """Words, each of which is parts: a text, and whether that is the name of a variable."""

_SIGNS = "_./:=,@%+^!-"
_PLAIN = f"[A-Za-z0-9{_SIGNS}]"
_PLAINLY = frozenset(f"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789{_SIGNS}")
_PART = (
    rf"(?P<plain>{_PLAIN}+)|\$(?P<variable>[A-Za-z_][A-Za-z0-9_]*)"
    r"|'(?P<single>[^'\0]*)'|\"(?P<double>(?!~)[^\"$`\\\0]*)\"|(?P<gap> )"
)
_TEMPLATE = r"\{(?=[{%#])"
"""What begins something in Pixi's templates, even within quotes."""
_TIED = r"(?:MAMBA|UV|POETRY)_|VIRTUAL_ENV|INIT_CWD|(?:OLD)?PWD|_"
"""Variables that one manager sets, or hides, and others do not."""


def same_call(run: str, read: Callable[[str], Call | None]) -> str:
    """A command in the notation that all managers read alike; empty when there is none for it.

    Args:
        run: the command as a manifest has it.
        read: reads the language of that manifest.
    """
    words = read(run) or ()
    call = tuple(map(_glued, words))
    if not (_starts_alike(call) and all(map(_is_certain, words))):
        return ""
    return run if is_call(run) else quoted(call)


def is_call(run: str) -> bool:
    """Whether a command is written so that all managers read it alike."""
    call = _words(run)
    return call is not None and _starts_alike(call)


def quoted(call: Call) -> str:
    """A call in the notation that all managers read alike."""
    return " ".join(_written(_glued(word)) for word in call)


def is_variable(name: str) -> bool:
    """Whether all managers expand `$NAME` to the same value."""
    return is_settable(name) and not re.match(_TIED, name)


def is_settable(name: str) -> bool:
    """Whether every shell can set a variable of that name, which no manager sets by itself."""
    plain = name.replace("_", "x")
    tied = name.startswith(("PIXI_", "CONDA_", "POE_"))
    return plain.isascii() and plain.isalnum() and not plain[0].isdigit() and not tied


def _words(run: str) -> Call | None:
    """The words of a command in that notation, or None when it is in another."""
    words = run.split(" ")
    if all(words) and _PLAINLY.issuperset("".join(words)):  # most are, and need no patterns
        return tuple(((word, False),) for word in words)
    if re.search(_TEMPLATE, run):
        return None
    call: list[list[Part]] = [[]]
    at = 0
    for found in re.finditer(_PART, run):
        kind, text = found.lastgroup, found.group(found.lastgroup or 0)
        if found.start() != at or (kind == "variable" and not is_variable(text)):
            return None
        at = found.end()
        if kind == "gap":
            call.append([])
        else:
            call[-1].append((text, kind == "variable"))
    certain = at == len(run) and all(call) and all(map(_is_certain, call))
    return tuple(map(_glued, call)) if certain else None


def _is_certain(word: Sequence[Part]) -> bool:
    """Whether a word is none, or one, for all managers, should its variables be empty."""
    return ("", False) not in word or not any(variable for _, variable in word)


def _glued(word: Iterable[Part]) -> Word:
    """A word without empty texts, and without two texts beside each other."""
    parts: list[Part] = []
    for variable, some in groupby(word, key=lambda part: part[1]):
        if variable:
            parts += some
        elif text := "".join(text for text, _ in some):
            parts.append((text, False))
    return tuple(parts)


def _written(word: Word) -> str:
    text = ""
    for part, variable in word:
        name_ends = bool(text) and re.match("[A-Za-z0-9_]", part)
        text += f"${part}" if variable else _quoted(part, plainly=not name_ends)
    return text or "''"


def _quoted(text: str, *, plainly: bool) -> str:
    if plainly and _PLAINLY.issuperset(text):
        return text
    if "'" in text and not set('"$`\\~') & set(text):
        return f'"{re.sub(_TEMPLATE, _OPEN_TWICE, text)}"'
    pieces = re.split("(')", text)
    whole = "".join('"\'"' if piece == "'" else f"'{piece}'" for piece in pieces if piece)
    return re.sub(_TEMPLATE, "{''", whole)


_OPEN_TWICE = '{""'
"""An opening brace, and the end of the quotes and their beginning again."""


# --- which programs all managers start alike -----------------------------------------------------


def _starts_alike(call: Call) -> bool:
    """Whether each manager starts the same program by the first word of a call.

    Pixi's shell has commands of its own by the names of programs, with fewer options. uv runs a
    script that is called `NAME.py` with Python. They name a shell by its path, or not.
    """
    match call:
        case [[(program, False)], *_] if _is_program(program):
            pass
        case _:
            return False
    arguments = ["".join(f"${text}" if var else text for text, var in word) for word in call[1:]]
    if program in _BUILT_IN:
        return bool(re.fullmatch(_BUILT_IN[program], "\0".join(arguments)))
    name = program.rpartition("/")[2]
    return name not in _SHELLS or not any("$" in argument for argument in arguments)


def _is_program(word: str) -> bool:
    """Whether a word is a program's name, or its absolute path."""
    _, slash, name = word.rpartition("/")
    return (
        (word.startswith("/") or not slash)
        and _PLAINLY.issuperset(word)
        and name[:1].isalnum()
        and not set(word) & set(":=,@%^!")
        and not name.endswith((".py", ".pyw", ".exe", ".bat", ".cmd", ".com"))
        and word not in _WORDS_OF_SHELLS
    )


_FILE = r"(?!-)[^\0]+"
_BUILT_IN = {
    "cat": rf"{_FILE}(?:\0{_FILE})*",
    "cp": rf"(?:-r\0)?{_FILE}\0{_FILE}",
    "echo": r"(?!-)[^\0\\]*(?:\0(?!-)[^\0\\]*)*",
    "false": "",
    "mkdir": rf"(?:-p\0)?{_FILE}",
    "mv": rf"{_FILE}\0{_FILE}",
    "pwd": "",
    "rm": rf"(?:-r?f?\0)?{_FILE}(?:\0{_FILE})*",
    "sleep": r"\d+(?:\.\d+)?",
    "test": rf"-[def]\0{_FILE}",
    "true": "",
}
"""Commands of Pixi's shell that do what the programs of their names do, with these arguments."""
_SHELLS = frozenset(("sh", "bash", "dash", "ksh", "zsh", "fish"))
_WORDS_OF_SHELLS = frozenset(
    "alias bg break builtin case cd command continue declare do done elif else esac eval exec exit"  # noqa: SIM905
    " export fg fi for function getopts hash head if in jobs let local popd pushd read readonly"
    " return select set shift shopt source then times trap type typeset ulimit umask unalias unset"
    " until wait which while xargs".split()
)
"""Words that are no programs, or of which Pixi's shell has its own version that does less."""
