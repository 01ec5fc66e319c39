"""What tomlkit says of a TOML text: Poetry reads and writes with it, and it refuses some layouts.

https://github.com/python-poetry/tomlkit/issues/565
"""

from __future__ import annotations

from tilth.text.scan import ENTRY, HEADER, statements

TYPE_CHECKING = False
if TYPE_CHECKING:
    Path = tuple[str, ...]

MOST = 150
"""Of more odd places than this the time that tomlkit takes grows to minutes."""


def refusal(text: str) -> str:
    """Why tomlkit would not read a text; empty when it does, or when that takes too long to tell.

    It reads tables that stand in order and hold plain keys, so of such a text it is not asked.

    Args:
        text: valid TOML, with plain line ends.
    """
    if not 0 < _odd_places(text) <= MOST:
        return ""
    import tomlkit  # slow to import
    from tomlkit.exceptions import TOMLKitError

    try:
        tomlkit.parse(text).unwrap()
    except (TOMLKitError, KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        return str(error) or type(error).__name__
    return ""


def _odd_places(text: str) -> int:
    """How many keys are dotted, and how many tables stand apart from others of the same one."""
    count = 0
    before: Path = ()
    left: set[Path] = set()  # the tables that other ones followed
    for statement in statements(text):
        path = statement.path
        if statement.kind == ENTRY:
            count += len(path) > 1
        elif statement.kind == HEADER:
            same = _shared(before, path)
            left |= {before[:end] for end in range(same + 1, len(before) + 1)}
            count += any(path[:end] in left for end in range(same + 1, len(path) + 1))
            before = path
    return count


def _shared(one: Path, other: Path) -> int:
    """How many parts two keys begin with alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
