"""Asks indexes who published the archives of a lock (PEP 740), several at a time."""

from __future__ import annotations

from time import monotonic
from urllib.parse import urljoin

from seedbed.commands.verifying.uv import ask
from seedbed.errors import SeedbedError
from seedbed.host.attestation_store import LARGEST
from seedbed.host.documents import Documents
from seedbed.host.side_by_side import side_by_side
from seedbed.model.credentials import server_of, without_login
from seedbed.model.record import record
from seedbed.verify.attested import NONE, UNKNOWN, Attested, listed
from seedbed.verify.wheel_names import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from seedbed.verify.pairing import Pair

_PAGE = "application/vnd.pypi.simple.v1+json"
_PROVENANCE = "application/vnd.pypi.integrity.v1+json, application/json;q=0.9, */*;q=0.1"
_LARGEST_PAGE = 1 << 25
"""Bytes of the largest page of a project: 32 MiB."""
_TOO_LONG = 5.0
"""Seconds after which a server that failed isn't asked again."""
_JOBS = 4
_INDEX = "--index-url "


@record
class Said:
    """What an index says of who published an archive.

    Attributes:
        file: the archive's name.
        document: the attestations, as the index has them.
    """

    file: str
    document: bytes


class Provenances:
    """Asks indexes for the attestations of archives.

    Args:
        login: the user and the password for an address; None where it needs none.
        told: is called with the bytes that were received since the last call.
        root: the folder to ask uv in for the default index.
    """

    def __init__(
        self,
        login: Callable[[str], tuple[str, str] | None],
        told: Callable[[int], None],
        root: str,
    ) -> None:
        self._pages = Documents(_PAGE, login, told)
        self._documents = Documents(_PROVENANCE, login, told)
        self._root = root
        self._default = ""
        self._failed: dict[str, SeedbedError] = {}

    def all(self, pairs: Sequence[Pair]) -> dict[str, Said | Attested]:
        """What indexes say, or what there is to say without, by the archives' sha256."""
        if any(not one.index for one in pairs):
            self._default = default_index(self._root)
        found = side_by_side(pairs, self._one, _unknown, jobs=_JOBS)
        return {pair.candidates[0].sha256: answer for pair, answer in found}

    def _one(self, pair: Pair) -> Said | Attested:
        archive, index = pair.candidates[0], pair.index or self._default
        if not index:
            return _unknown("uv doesn't say which index it comes from")
        if not index.lower().startswith(("http://", "https://")):
            return Attested(state=NONE, why="it comes from a folder, which has none")
        url = f"{index.rstrip('/')}/{pair.one.name}/"
        page = self._get(self._pages, url, _LARGEST_PAGE)
        try:
            one = listed(page, archive.sha256)
        except ValueError:
            return Attested(state=NONE, why="its index doesn't answer in JSON")
        if one is None:
            return _unknown("its index no longer lists the archive that the lock names")
        name = parse(one.file)
        if not archive.file and (name is None or name.name != pair.one.name):
            return _unknown(f"its index calls the archive {one.file}")
        if not one.provenance:
            return Attested(state=NONE)
        document = self._get(self._documents, urljoin(url, one.provenance), LARGEST)
        return Said(file=archive.file or one.file, document=document)

    def _get(self, documents: Documents, url: str, limit: int) -> bytes:
        """What an address has; a server that let everybody wait isn't asked again."""
        server = server_of(url)
        if (known := self._failed.get(server)) is not None:
            raise known
        begun = monotonic()
        try:
            return documents.get(url, limit)
        except SeedbedError as error:
            if monotonic() - begun > _TOO_LONG:
                self._failed[server] = error
            raise


def default_index(root: str) -> str:
    """The index that uv takes by default; empty where it can't tell."""
    words = ("pip", "compile", "--quiet", "--offline", "--no-header", "--emit-index-url", "-")
    reply = ask(words, root)
    if reply is None or reply.status != 0:
        return ""
    lines = reply.out.decode("utf-8", "replace").splitlines()
    found = [one.removeprefix(_INDEX).strip() for one in lines if one.startswith(_INDEX)]
    return without_login(found[0]) if found else ""


def _unknown(why: str) -> Attested:
    return Attested(state=UNKNOWN, why=why)
