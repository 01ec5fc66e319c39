"""Reads what a verification needs, while uv works beside it."""

from __future__ import annotations

from seedbed.commands.verifying.absent import asking_uv, by_uv, is_asked
from seedbed.commands.verifying.environment import begin, ground_of
from seedbed.commands.verifying.interpreter import startable
from seedbed.commands.verifying.python import Account, account_for
from seedbed.commands.verifying.reading import has_records, read_environment
from seedbed.commands.verifying.where import uv_cache
from seedbed.host.asking import Asking
from seedbed.host.scaffold import Ahead
from seedbed.locks.contents import CONDA
from seedbed.model.record import record, replace
from seedbed.verify import WHEEL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seedbed.commands.verifying.conda import Prefix
    from seedbed.commands.verifying.environment import Ground
    from seedbed.commands.verifying.found import Wanted
    from seedbed.commands.verifying.place import Subject
    from seedbed.commands.verifying.reading import Inside


@record
class Read:
    """What was read of an environment.

    Attributes:
        inside: what it holds.
        listed: what uv says is missing, by name; None where it doesn't say.
        ground: what it stands on.
        conda: what it has of conda's; None for other environments.
    """

    inside: Inside
    listed: Mapping[str, str] | None
    ground: Ground
    conda: Prefix | None = None


def account_of(about: Subject, wanted: Wanted, told: Callable[..., None]) -> Account:
    """What can be said of the interpreter before anything starts it.

    Args:
        about: what is verified.
        wanted: how.
        told: as for `verify`.

    Raises:
        SeedbedError: when the environment came with a clone.
    """
    if has_records(about.environment):  # where Python is a package
        return Account()
    python = startable(about.root, about.environment)
    if wanted.level != WHEEL or wanted.packages:
        return Account(python=python)
    return account_for(python, told, offline=wanted.offline, again=wanted.again)


def read_all(about: Subject, wanted: Wanted, account: Account, told: Callable[..., None]) -> Read:
    """Read an environment, while uv says what is missing and makes what it is compared with.

    Args:
        about: what is verified.
        wanted: how.
        account: what is known of its interpreter.
        told: as for `verify`.

    Raises:
        SeedbedError: when it can't be read, or came with a clone.
    """
    if _is_of_conda(about):
        from seedbed.commands.verifying.conda_reading import prefix_of

        inside = read_environment(about.environment, lambda: uv_cache(about.root), told)
        conda = prefix_of(about, inside, wanted.packages, is_proving=wanted.level == WHEEL)
        return Read(inside=conda.inside, listed=None, ground=conda.ground, conda=conda)
    python = "" if account.differences else account.python
    inquiry = asking_uv(about, python) if python and is_asked(about) else None
    with Ahead() as ahead, Asking() as asking:
        if python:
            begin(about.environment, python, ahead)
        if inquiry:
            asking.start(inquiry)
        inside = read_environment(about.environment, lambda: uv_cache(about.root), told)
        reply = asking.answer(inquiry) if inquiry else None
        inside = replace(inside, aliases=about.aliases)
        locked = {one.name for one in about.contents.packages}
        starts = not account.differences
        ground = ground_of(about.root, inside, locked, ahead, starts=starts)
    return Read(inside=inside, listed=by_uv(reply), ground=ground)


def _is_of_conda(about: Subject) -> bool:
    """Whether an environment should be of conda packages: one without any is none of the lock's."""
    packages = about.contents.packages
    return has_records(about.environment) or any(one.kind == CONDA for one in packages)
