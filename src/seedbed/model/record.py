"""Frozen values without the price of `dataclasses`.

`dataclasses` imports `inspect`, which takes longer than the whole interpreter's start; every
run of seedbed would pay for it. Type checkers see an ordinary frozen, keyword-only data class.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar, dataclass_transform

    T = TypeVar("T")
else:

    def dataclass_transform(**_: object) -> object:
        """Mark nothing: only type checkers look at it."""
        return lambda function: function


class _Methods:
    """What every record gets; `record` copies these into the class that it decorates."""

    __fields__: tuple[str, ...]
    __names__: frozenset[str]
    __defaults__: dict[str, Any]

    def __init__(self, **values: Any) -> None:
        state = self.__defaults__ | values
        if state.keys() != self.__names__:
            odd = ", ".join(sorted(self.__names__ ^ state.keys()))
            raise TypeError(f"{type(self).__name__}: missing or unknown fields: {odd}")
        object.__setattr__(self, "__dict__", state)

    def __setattr__(self, name: str, value: object) -> None:
        kind = type(self).__name__
        raise AttributeError(f"{kind}.{name} is frozen; make a changed copy with replace()")

    def __eq__(self, other: object) -> bool:
        return self.__dict__ == other.__dict__ if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__[name] for name in self.__fields__))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self.__fields__)
        return f"{type(self).__name__}({shown})"


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Give `cls` a keyword-only constructor, equality, a hash, a repr, and no assignment.

    Defaults are shared between instances, so they must never be changed in place.
    """
    names = tuple(cls.__annotations__)
    defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    for method in ("__init__", "__setattr__", "__eq__", "__hash__", "__repr__"):
        setattr(cls, method, _Methods.__dict__[method])
    cls.__fields__ = names  # type: ignore[attr-defined]
    cls.__names__ = frozenset(names)  # type: ignore[attr-defined]
    cls.__defaults__ = defaults  # type: ignore[attr-defined]
    return cls


def replace(value: T, **changes: Any) -> T:
    """A copy of a record with some fields changed."""
    return type(value)(**{**value.__dict__, **changes})
