"""Archives that a cache has unpacked, compared with what they hold. Pure."""

from __future__ import annotations

from seedbed.model.found import FILE
from seedbed.verify.judging import unlike_mode
from seedbed.verify.record_file import rows
from seedbed.verify.values import CHANGED, LINKED, METADATA, MISSING, MODE, UNOWNED, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.model.found import Found
    from seedbed.model.listing import Listing, Member


def of_archive(
    package: str, listing: Listing, found: Mapping[str, Found], *, posix: bool = True
) -> Iterator[Difference]:
    """How an unpacked wheel differs from its archive; paths are those in the wheel.

    Args:
        package: what people call it.
        listing: what the archive holds.
        found: what stands where it was unpacked.
        posix: whether files have permission bits.
    """
    for path, member in listing.members.items():
        unlike = _member(package, path, member, found.get(path))
        if unlike and (posix or unlike.kind != MODE):
            yield unlike
    yield from _others(package, found, listing.members)


def of_own_record(package: str, record: str, found: Mapping[str, Found]) -> Iterator[Difference]:
    """How an unpacked wheel differs from its own RECORD.

    Args:
        package: what people call it.
        record: the path of its RECORD.
        found: what stands where it was unpacked.
    """
    own = found.get(record)
    text = own.data.decode("utf-8", "replace") if own and own.data is not None else ""
    try:
        listed = rows(text, "", "")
    except ValueError as error:
        what = f"is damaged: {error}"
        yield Difference(kind=METADATA, path=record, package=package, what=what)
        return
    for path, row in listed.items():
        one = found.get(path)
        if one is None:
            yield Difference(kind=MISSING, path=path, package=package, what="is missing")
        elif one.kind != FILE or (row.sha256 and one.sha256 != row.sha256):
            yield Difference(kind=CHANGED, path=path, package=package, what="was changed")
    yield from _others(package, found, listed)


def _member(package: str, path: str, member: Member, found: Found | None) -> Difference | None:
    def unlike(kind: str, what: str) -> Difference:
        return Difference(kind=kind, path=path, package=package, what=what)

    if found is None:
        return unlike(MISSING, "is missing")
    if found.kind != FILE:
        return unlike(LINKED, "isn't a regular file")
    if found.error:
        return unlike(CHANGED, f"can't be read: {found.error}")
    if found.sha256 != member.sha256:
        return unlike(CHANGED, "was changed")
    if what := unlike_mode(found):
        return unlike(MODE, what)
    if member.executable != bool(found.mode & 0o111):
        return unlike(MODE, "isn't executable" if member.executable else "is executable")
    return None


def _others(
    package: str, found: Mapping[str, Found], known: Mapping[str, object]
) -> Iterator[Difference]:
    for path in found.keys() - known.keys():
        what = "isn't in the archive"
        yield Difference(kind=UNOWNED, path=path, package=package, what=what)
