"""`.seedbed/aside.toml` on disk: what switches set aside. It may have come with a clone."""

from __future__ import annotations

from seedbed.commands import settling
from seedbed.errors import SeedbedError
from seedbed.host import journal
from seedbed.host.guarded import read_own
from seedbed.update.aside import PATH
from seedbed.update.aside_file import LARGEST, damaged, decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.update.aside import Aside


def read_asides(root: str) -> dict[str, Aside]:
    """What was set aside in a project, by manager.

    Raises:
        SeedbedError: when the file is damaged, a link, or too large.
    """
    data = read_own(root, PATH, LARGEST, damaged)
    return {} if data is None else decode(data)


def aside_steps(root: str, asides: Mapping[str, Aside]) -> dict[str, journal.Step]:
    """The step that writes the file, or removes it when nothing is set aside.

    Raises:
        SeedbedError: when there would be more to set aside than is read again.
    """
    data = encode(asides) if asides else b""
    try:
        decode(data or encode({}))
    except SeedbedError as error:
        raise SeedbedError(
            f"Nothing was changed, because seedbed could not read back its own {PATH}: "
            f"{error.message}",
            "Make the manifest smaller, then switch again.",
            code="aside-too-large",
        ) from None
    step = settling.step(root, PATH, data)
    step = step if asides else journal.Step(before=step.before, after=None)
    same = (step.before.data if step.before else b"") == data
    return {} if same else {PATH: step}
