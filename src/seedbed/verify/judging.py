"""Compares what stands in an environment with what should. Pure."""

from __future__ import annotations

import hashlib

from seedbed.model.found import FILE, LINK
from seedbed.model.record import replace
from seedbed.verify import placeholders
from seedbed.verify.installers import wrong_form
from seedbed.verify.launchers import starts
from seedbed.verify.shebangs import without_shebang
from seedbed.verify.values import (
    CHANGED,
    LINKED,
    METADATA,
    MISSING,
    MODE,
    SCRIPT,
    Difference,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from seedbed.model.found import Found
    from seedbed.verify.values import Claim

    Unlike = Callable[[str, str], Difference]

_LARGEST = 1 << 24
_TIMES = 4
"""Bytes of the largest file that is read again, and how many times as large as in its package."""
SPECIAL = 0o7000
"""The bits set-user-id, set-group-id, and sticky, which no installer sets."""


class Judge:
    """Compares files with what is claimed of them.

    Args:
        prefixes: the absolute paths of the environment by which installers may have known it.
        pythons: the absolute paths by which scripts may name its interpreter.
        posix: whether files have permission bits.
        read: gives the bytes of a file whose bytes were not kept, by its path.
    """

    def __init__(
        self,
        prefixes: Sequence[str],
        pythons: Sequence[str],
        *,
        posix: bool = True,
        read: Callable[[str], bytes] = lambda _: b"",
    ) -> None:
        self._prefixes = prefixes
        self._pythons = pythons
        self._posix = posix
        self._read = read

    def differences(
        self, claims: Mapping[str, Sequence[Claim]], found: Mapping[str, Found]
    ) -> Iterator[Difference]:
        """What is not as claimed.

        Args:
            claims: what each path should hold; where packages claim one path, each says so, and
                one of them has to be right.
            found: what stands there.
        """
        for path, said in claims.items():
            wrong = [self.judge(path, one, found.get(path)) for one in said]
            if all(wrong) and wrong[0]:
                yield wrong[0]

    def judge(self, path: str, claim: Claim, found: Found | None) -> Difference | None:
        """What is wrong at a path; None for nothing."""

        def unlike(kind: str, what: str) -> Difference:
            return Difference(kind=kind, path=path, package=claim.package, what=what)

        if found is None:
            return None if claim.made else unlike(MISSING, "is missing")
        if claim.linked:
            same = found.kind == LINK and claim.link in {"", found.target}
            return None if same else unlike(LINKED, _no_link(claim))
        if found.kind != FILE:
            link = f"is a link to {found.target}" if found.kind == LINK else "isn't a regular file"
            return unlike(LINKED, link)
        if found.error:
            return unlike(CHANGED, f"can't be read: {found.error}")
        if found.data is None and (claim.placeholder or claim.target or claim.rest):
            if found.size > max(_LARGEST, _TIMES * claim.size):
                return unlike(CHANGED, "was changed")
            found = replace(found, data=self._read(path))
            if hashlib.sha256(found.data or b"").hexdigest() != found.sha256:
                return unlike(CHANGED, "changed while it was read")
        return self._by_content(claim, found, unlike) or self._by_mode(claim, found, unlike)

    def _by_content(self, claim: Claim, found: Found, unlike: Unlike) -> Difference | None:
        data = found.data or b""
        if claim.made:
            why = wrong_form(data)
            return unlike(METADATA, why) if why else None
        if claim.target:
            rest = without_shebang(data, self._pythons)
            if rest is None:
                return unlike(SCRIPT, "doesn't start this environment's Python")
            good = starts(rest.decode("utf-8", "surrogateescape"), claim.target)
            what = f"doesn't just start {claim.target.module}:{claim.target.function}"
            return None if good else unlike(SCRIPT, what)
        if claim.placeholder:
            same = any(placeholders.fits(data, claim, one) for one in self._prefixes)
        elif claim.rest:
            rest = without_shebang(data, self._pythons)
            if rest is None:
                return unlike(SCRIPT, "doesn't start this environment's Python")
            same = hashlib.sha256(rest).hexdigest() == claim.rest
        else:
            same = not claim.sha256 or found.sha256 == claim.sha256
        return None if same else unlike(CHANGED, "was changed")

    def _by_mode(self, claim: Claim, found: Found, unlike: Unlike) -> Difference | None:
        if not self._posix:
            return None
        if what := unlike_mode(found):
            return unlike(MODE, what)
        runs = bool(found.mode & 0o111)
        if claim.executable is None or claim.executable == runs:
            return None
        return unlike(MODE, "is executable" if runs else "isn't executable")


def unlike_mode(found: Found) -> str:
    """What is wrong with the permissions of a file, whatever it is; empty for nothing."""
    if found.mode & SPECIAL:
        return f"has special permissions ({found.mode:04o})"
    open_ = found.mode & 0o002 and not found.cached
    return f"is writable by everyone ({found.mode:04o})" if open_ else ""


def _no_link(claim: Claim) -> str:
    return f"should be a link to {claim.link}" if claim.link else "should be a link"
