"""A quick look at an environment for `seedbed doctor`: sizes, and bytes only where these may tell.

No file is read that has its size and is no newer than its RECORD, which installers write last.
Nothing is started, and no link is followed but those that uv makes into its cache.
"""

from __future__ import annotations

import os
import time

from seedbed.commands.verifying.layout import layout_of
from seedbed.commands.verifying.looking import Looking
from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.verify.distributions import folder_of
from seedbed.verify.values import Glance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 2.0
"""Seconds after which it looks at no more files: a disk behind a network can be slow."""


def glance(environment: str, seconds: float = LONGEST) -> Glance:
    """Compare the files of an environment with each RECORD in it, as fast as that can be.

    Args:
        environment: its folder, which may be missing.
        seconds: after how long it looks at no more files.

    Raises:
        SeedbedError: when the folder of its packages cannot be listed.
    """
    root = os.path.realpath(environment)
    names = [name for name in _names(os.path.join(root, "lib")) if name.startswith("python")]
    sites = [f"lib/{name}/site-packages" for name in names] + ["Lib/site-packages"]
    there = [f"{one}/" for one in sites if os.path.isdir(os.path.join(root, one))]
    layout = layout_of(root, there)
    if layout is None:
        return Glance()
    looking = Looking(root, layout, time.monotonic() + seconds)
    for name in sorted(_names(os.path.join(root, layout.site))):
        if folder := folder_of(f"{layout.site}/{name}/", layout.site):
            looking.look(folder)
        if not looking.is_whole:
            break
    if looking.doubts:
        from seedbed.commands.verifying.doubts import settled  # slow to import, and seldom needed

        return settled(looking)
    wrong = tuple(looking.wrong)
    return Glance(differences=wrong, files=looking.files, is_whole=looking.is_whole)


def _names(folder: str) -> Sequence[str]:
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise SeedbedError(
            f"{folder} can't be read: {error.strerror}.",
            "Change its permissions.",
            code="unreadable",
            status=ENVIRONMENT,
        ) from None
