"""Whether the RECORD of an installed distribution is as its installer wrote it. Pure."""

from __future__ import annotations

from seedbed.verify.claims import MADE
from seedbed.verify.values import METADATA, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from seedbed.model.found import Found
    from seedbed.verify.distributions import Distribution
    from seedbed.verify.record_file import Row
    from seedbed.verify.values import Claim


def unhashed(
    one: Distribution, rows: Mapping[str, Row], found: Mapping[str, Found]
) -> Sequence[str]:
    """The files that a RECORD lists without a hash, so that nothing is known of their bytes.

    Args:
        one: the distribution.
        rows: the rows of its RECORD, by path.
        found: what stands in the environment.
    """
    without = {f"{one.folder}/{name}" for name in (*MADE, "RECORD.jws", "RECORD.p7s")}
    return [
        name
        for name, row in rows.items()
        if not row.sha256 and name in found and name not in without and not name.endswith(".pyc")
    ]


def record_differences(
    one: Distribution,
    rows: Mapping[str, Row],
    claims: Mapping[str, Claim],
    found: Mapping[str, Found],
    wrong: Collection[str],
) -> Iterator[Difference]:
    """What RECORD says that is not so.

    Args:
        one: the distribution.
        rows: the rows of its RECORD, by path.
        claims: what its archive puts into the environment, by path.
        found: what stands in the environment.
        wrong: the paths that differ from the archive already.
    """
    path = f"{one.folder}/RECORD"

    def unlike(what: str) -> Difference:
        return Difference(kind=METADATA, path=path, package=one.title, what=what)

    if path not in found:
        yield unlike("is missing")
        return
    for name in claims:
        if name not in rows and name in found:
            yield unlike(f"doesn't list {name}")
    for name, row in rows.items():
        if name.endswith(".pyc") or name in wrong:
            continue
        if name not in claims:
            yield unlike(f"lists {name}, which its archive doesn't have")
        elif row.sha256 and name in found and found[name].sha256 != row.sha256:
            yield unlike(f"has another hash for {name}")
