"""What attestations (PEP 740) say of an archive, and where an index has them. Pure.

https://packaging.python.org/en/latest/specifications/index-hosted-attestations/
"""

from __future__ import annotations

import json

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERIFIED, NONE, FAILED, UNKNOWN = "verified", "none", "failed", "unknown"
STATES = (VERIFIED, NONE, FAILED, UNKNOWN)
"""What can come of it; the values stand in the JSON output."""


@record
class Publisher:
    """Who published an archive, as its certificate says.

    Attributes:
        kind: the service, such as `GitHub`.
        repository: such as `numpy/numpy`; empty where the service names none.
        workflow: what published it there, such as `release.yml`; empty where it names none.
        identity: the account or the project, where that is what the service names.
    """

    kind: str
    repository: str = ""
    workflow: str = ""
    identity: str = ""

    @property
    def title(self) -> str:
        """How people read it: `GitHub numpy/numpy, release.yml`."""
        return f"{self.kind} {', '.join(filter(None, self._parts))}".strip()

    @property
    def _parts(self) -> tuple[str, str, str]:
        return self.repository, self.workflow, self.identity


@record
class Attested:
    """What came of the attestations of an archive.

    Attributes:
        state: one of the words above.
        publishers: who published it, where all attestations verify.
        why: what is wrong, as a clause; empty where they verify.
    """

    state: str
    publishers: tuple[Publisher, ...] = ()
    why: str = ""

    @property
    def clause(self) -> str:
        """What people read after the package and a colon."""
        if self.state == VERIFIED:
            return f"published by {' and '.join(one.title for one in self.publishers)}"
        if self.state == FAILED:
            return f"an attestation doesn't verify: {self.why}"
        if self.state == UNKNOWN:
            return f"attestations can't be checked: {self.why}"
        return f"no attestations{f': {self.why}' if self.why else ''}"


@record
class Listed:
    """A file as an index lists it.

    Attributes:
        file: its name.
        provenance: the address of its attestations, as it stands there; empty for none.
    """

    file: str
    provenance: str = ""


def listed(page: bytes, sha256: str) -> Listed | None:
    """The file with a hash on a project's page (PEP 691); None where the page doesn't have it.

    Raises:
        ValueError: when it is no such page.
    """
    try:
        for one in json.loads(page)["files"]:
            if str(one.get("hashes", {}).get("sha256", "")).lower() == sha256:
                where = one.get("provenance") or ""
                return Listed(file=one["filename"] + "", provenance=where + "")
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("no page of a project") from error
    return None


def in_json(one: Attested | None) -> dict[str, Any] | None:
    """The JSON of what came of it; None where nobody asked."""
    if one is None:
        return None
    return {
        "state": one.state,
        "publishers": [
            {
                "kind": who.kind,
                "repository": who.repository or None,
                "workflow": who.workflow or None,
                "identity": who.identity or None,
            }
            for who in one.publishers
        ],
        "why": one.why or None,
    }
