"""Receipts: what was proved, as an in-toto statement that other machines can compare with. Pure.

https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
"""

from __future__ import annotations

import hashlib
import json
import re

from seedbed.model.record import record
from seedbed.verify.attested import in_json
from seedbed.verify.values import RECEIPT, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.model.found import Found
    from seedbed.verify.values import Claim, Proof

STATEMENT = "https://in-toto.io/Statement/v1"
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}):[0-9]{2}Z")
PREDICATE = "urn:seedbed:verification:1"


@record
class Circumstances:
    """When and where something was proved.

    Attributes:
        seedbed: the version of seedbed.
        time: in ISO 8601, in UTC.
        level: the level that was asked for.
        lock: the lock's name.
        lock_sha256: its sha256.
        system: as `sys.platform` has it.
        architecture: as `platform.machine()` has it.
        python: the version of the environment's Python.
        interpreter: which of uv's Pythons was proved; empty for none.
        interpreter_sha256: the sha256 of the archive that it was compared with.
    """

    seedbed: str
    time: str
    level: str
    lock: str
    lock_sha256: str
    system: str
    architecture: str
    python: str
    interpreter: str = ""
    interpreter_sha256: str = ""


def installed_digest(claims: Mapping[str, Claim], found: Mapping[str, Found], site: str) -> str:
    """The sha256 of what a package has in an environment, the same on all machines.

    It covers the contents of all its files, and where its links lead, but not what the installer
    writes for a machine: scripts, paths of the environment, and what it says of itself.

    Args:
        claims: what the package should have, by path.
        found: what stands in the environment.
        site: where Python finds packages; its name differs with Python's version.
    """
    lines = []
    for path, claim in claims.items():
        if claim.made or claim.target or claim.rest or claim.placeholder:
            continue
        one = found.get(path)
        name = path.removeprefix(f"{site}/") if path.startswith(f"{site}/") else f"/{path}"
        folder, _, rest = name.partition("/")
        if folder.endswith(".dist-info") and rest in {"RECORD", "INSTALLER"}:
            continue
        content = (one.sha256 or one.target) if one else ""
        lines.append(f"{name}\0{content}\n")
    return hashlib.sha256("".join(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()


def statement(about: Circumstances, proofs: Iterable[Proof]) -> dict[str, Any]:
    """The statement of what was proved.

    Args:
        about: when and where.
        proofs: what was proved of each package.
    """
    proofs = list(proofs)
    subjects = [{"name": about.lock, "digest": {"sha256": about.lock_sha256}}]
    subjects += [
        {"name": one.title, "digest": {"sha256": one.archive}} for one in proofs if one.archive
    ]
    if about.interpreter:
        digest = {"sha256": about.interpreter_sha256}
        subjects.append({"name": about.interpreter, "digest": digest})
    return {
        "_type": STATEMENT,
        "subject": subjects,
        "predicateType": PREDICATE,
        "predicate": {
            "verifier": {"name": "seedbed", "version": about.seedbed},
            "time": about.time,
            "level": about.level,
            "machine": {
                "system": about.system,
                "architecture": about.architecture,
                "python": about.python,
                "interpreter": about.interpreter or None,
            },
            "packages": [
                {
                    "name": one.name,
                    "version": one.version,
                    "kind": one.kind,
                    "level": one.level,
                    "archiveSha256": one.archive or None,
                    "installedSha256": one.installed,
                    **_publishers(one),
                }
                for one in proofs
            ],
        },
    }


def _publishers(one: Proof) -> dict[str, Any]:
    """Who published it, where attestations say so."""
    said = in_json(one.attested)
    return {"publishers": said["publishers"]} if said and said["publishers"] else {}


@record
class Receipt:
    """What a receipt says.

    Attributes:
        time: when it was written.
        lock_sha256: of the lock.
        level: the level that was asked for.
        packages: version, sha256 of the archive, and sha256 of what is installed, by name.
        python: the version of the environment's Python.
        interpreter: which of uv's Pythons was proved, and the sha256 of its archive; both empty
            for none.
    """

    time: str
    lock_sha256: str
    level: str
    packages: Mapping[str, tuple[str, str, str]]
    python: str = ""
    interpreter: tuple[str, str] = ("", "")

    @property
    def when(self) -> str:
        """When it was written, as the rest of a sentence."""
        found = _TIME.fullmatch(self.time)
        return f"on {found[1]} at {found[2]} UTC" if found else "at a time that it doesn't say"


def parse(text: str) -> Receipt | None:
    """What a receipt says; None for another document."""
    try:
        said = json.loads(text)
        if said["_type"] != STATEMENT or said["predicateType"] != PREDICATE:
            return None
        predicate = said["predicate"]
        packages = {
            str(one["name"]): (
                str(one["version"]),
                str(one["archiveSha256"] or ""),
                str(one["installedSha256"]),
            )
            for one in predicate["packages"]
        }
        machine = predicate.get("machine", {})
        key = str(machine.get("interpreter") or "")
        named = {str(one["name"]): str(one["digest"]["sha256"]) for one in said["subject"]}
        return Receipt(
            time=str(predicate["time"]),
            lock_sha256=str(said["subject"][0]["digest"]["sha256"]),
            level=str(predicate["level"]),
            packages=packages,
            python=str(machine.get("python") or ""),
            interpreter=(key, named[key]) if key else ("", ""),
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None


def unlike_python(
    receipt: Receipt, python: str, interpreter: tuple[str, str]
) -> Iterator[Difference]:
    """How a Python differs from the one that a receipt names.

    Args:
        receipt: what it says.
        python: the version of the one here.
        interpreter: which of uv's it is, and the sha256 of its archive; both empty where that isn't
            proved.
    """
    was, here = (one.split(".")[:2] for one in (receipt.python, python))
    (key, digest), (own, found) = receipt.interpreter, interpreter
    if receipt.python and python and was != here:
        yield _difference("Python", f"is {python} here, but {receipt.python} in the receipt")
    elif own == key and found != digest:
        yield _difference(own, "is a different build than in the receipt")
    elif own and key and own != key and _platform(own) == _platform(key):
        yield _difference(own, f"is the interpreter here, but the receipt has {key}")


def _platform(key: str) -> str:
    return key.split("-", 2)[-1]


def _difference(package: str, what: str) -> Difference:
    return Difference(kind=RECEIPT, path="", package=package, what=what)


def unlike(receipt: Receipt, lock_sha256: str, proofs: Iterable[Proof]) -> Iterator[Difference]:
    """How the packages of an environment differ from those that a receipt is of.

    Args:
        receipt: what it says.
        lock_sha256: of the lock here.
        proofs: what was proved here.
    """
    here = {one.name: one for one in proofs}
    if receipt.lock_sha256 != lock_sha256:
        yield _difference("The lock", "isn't the one that the receipt names")
    for name, (version, archive, installed) in receipt.packages.items():
        one = here.get(name)
        if one is None:
            yield _difference(f"{name} {version}", "is in the receipt, but isn't installed here")
        elif one.version != version:
            yield _difference(one.title, f"is installed, but the receipt has {version}")
        elif one.archive and archive and one.archive != archive:
            yield _difference(one.title, "comes from a different archive than in the receipt")
        elif one.installed != installed:
            yield _difference(one.title, "has different contents than in the receipt")
    for name, one in here.items():
        if name not in receipt.packages:
            yield _difference(one.title, "is installed here, but isn't in the receipt")
