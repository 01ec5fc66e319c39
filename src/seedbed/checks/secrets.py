"""SB90: what git should not have, because others could read it."""

from __future__ import annotations

import os
import re

from seedbed.checks.check import Check
from seedbed.host.asking import Inquiry
from seedbed.host.reading import standing
from seedbed.model.tokens import HINTS, tokens_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

_EXAMPLES = frozenset(("example", "sample", "template", "dist", "default", "defaults", "schema"))
_SET = re.compile(rb"^\s*(?:export\s+)?[A-Za-z_]\w*\s*=\s*(?!#)\S", re.MULTILINE)
_LARGEST = 32 << 20
"""Bytes of the largest file that is searched: notebooks with pictures are seldom larger."""
_MOST = 20
"""Findings after which no more are told."""


class SB901(Check):
    """git tracks a `.env` file.

    Such files hold passwords and tokens. Everyone who can read the repository can read them, in old
    commits, too.

    To fix it: run `git rm --cached .env`, add `.env` to `.gitignore`, and commit. If the file held
    secrets that you have pushed, revoke them: they stay in the history.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Look for files of that name that set something."""
        for path in sorted(place.tracked_files):
            name = path.rpartition("/")[2]
            parts = name.split(".")
            if parts[:2] != ["", "env"] or _EXAMPLES.intersection(parts):
                continue
            if _SET.search(_content(place, path)):
                yield self.found(
                    f"git tracks {path}, which sets variables.",
                    path,
                    how=f"Run 'git rm --cached {path}', add it to .gitignore, and commit. If it "
                    "held secrets that you have pushed, revoke them: they stay in the history.",
                )


class SB902(Check):
    """A file that git tracks holds a token or a private key.

    Everyone who can read the repository can use it, and programs search public repositories for
    such keys all the time. Deleting it later does not help: it stays in the history.

    To fix it: revoke the key where you got it, and make a new one. Keep that in `.env` or in your
    keyring, and read it from an environment variable.
    """

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """Which files hold something that looks like one: git finds them fast."""
        if place.repository is None:
            return
        from seedbed.host.git import environment
        from seedbed.host.git_files import naming

        yield Inquiry(
            arguments=naming(place.root, HINTS), cwd=place.root, env=environment(), limit=60.0
        )

    def look(self, place: Place) -> Iterator[Finding]:
        """Search these files; the key itself is never shown."""
        count = 0
        for inquiry in self.asks(place):
            reply = place.answer(inquiry)
            said = os.fsdecode(reply.out) if reply and reply.status == 0 else ""
            for path in filter(None, said.split("\0")):
                text = _content(place, path).decode("utf-8", "replace")
                for token in tokens_in(text):
                    yield self.found(f"{path} holds {token.kind}.", path, at=(token.line, 0))
                    count += 1
                    if count == _MOST:
                        return


def _content(place: Place, path: str) -> bytes:
    """What a tracked file holds; nothing where it is large, a link, or cannot be read."""
    try:
        found = standing(place.path(path), _LARGEST)
    except (OSError, ValueError):
        return b""
    return found.data if found and len(found.data) <= _LARGEST else b""
