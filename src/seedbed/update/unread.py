"""A stand-in for the dialect of a manifest that an update has no part in; pure.

The manifest of an adopted project is the user's. As long as its manager stays, seedbed changes its
own table there and nothing else: the file is merged by key, like any other.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.managers.protocols import Dialect


class _Unread:
    """Knows no manifest."""

    OWNED = HONOURED = SET_ASIDE = ()

    def is_manifest(self, path: str) -> bool:  # noqa: ARG002  # the protocol's
        """Whether a path is one of a manifest file: none is."""
        return False


_unread: Any = _Unread()
UNREAD: Dialect = _unread
