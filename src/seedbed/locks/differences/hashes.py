"""Files of one version that have other hashes now."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.locks.contents import Locked


def changed_hashes(old: Locked, new: Locked) -> tuple[tuple[str, str, str], ...]:
    """The files of one version that have another hash: file, old hash, and new hash.

    Of requirements files, which name no files, a hash that is gone while another one has come.
    """
    before, after = _by_file(old), _by_file(new)
    found = []
    for (file, algorithm), digest in before.items():
        other = after.get((file, algorithm))
        if file and other and other != digest:
            found.append((file, f"{algorithm}:{digest}", f"{algorithm}:{other}"))
    if found:
        return tuple(sorted(found))
    sums = sums_of(old), sums_of(new)
    nameless = any(not file for file, _, _ in (*old.files, *new.files))
    if nameless and {kind for kind, _ in sums[0]} & {kind for kind, _ in sums[1]}:
        gone, come = (joined(one) for one in (sums[0] - sums[1], sums[1] - sums[0]))
        both_nameless = all(not file for file, _, _ in (*old.files, *new.files))
        if gone and come and (both_nameless or not sums[0] & sums[1]):
            return (("", gone, come),)
    return ()


def _by_file(package: Locked) -> dict[tuple[str, str], str]:
    return {(file, kind): digest for file, kind, digest in package.files if digest}


def sums_of(package: Locked) -> set[tuple[str, str]]:
    """The hashes of a package, each with its algorithm."""
    return {(kind, digest) for _, kind, digest in package.files}


def joined(sums: set[tuple[str, str]]) -> str:
    """Some hashes as one text."""
    return " ".join(f"{kind}:{digest}" for kind, digest in sorted(sums))
