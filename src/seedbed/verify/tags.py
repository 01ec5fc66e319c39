"""The tags that an environment supports, in the order in which installers prefer them. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def ranks(
    version: str, implementation: str = "cpython", *, threaded: bool = False
) -> Mapping[str, int]:
    """The tags, each with its place.

    Args:
        version: of the environment's Python, such as `3.12.4`.
        implementation: as `sys.implementation` has it.
        threaded: whether it is a build without the global lock.
    """
    from packaging import tags  # slow to import

    numbers = tuple(int(one) for one in version.split(".")[:2])
    platforms = list(tags.platform_tags())
    if implementation == "cpython":
        abi = f"cp{numbers[0]}{numbers[1]}{'t' if threaded else ''}"
        found = [*tags.cpython_tags(numbers, abis=[abi], platforms=platforms)]
        interpreter = f"cp{numbers[0]}{numbers[1]}"
    else:
        short = {"pypy": "pp"}.get(implementation, implementation)
        interpreter = f"{short}{numbers[0]}{numbers[1]}"
        found = [*tags.generic_tags(interpreter=interpreter, platforms=platforms)]
    found += tags.compatible_tags(numbers, interpreter, platforms)
    order: dict[str, int] = {}
    for tag in found:
        order.setdefault(str(tag), len(order))
    return order
