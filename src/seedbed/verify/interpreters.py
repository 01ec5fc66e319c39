"""Whether a Python that uv installed is what its archive holds. Pure.

uv unpacks the archive, then writes a few files itself: a mark that others may not change it, the
number of its build, the link `python`, and the files that `sysconfig_data` is about.
"""

from __future__ import annotations

import posixpath
import re

from seedbed.model.found import FILE, LINK
from seedbed.model.record import record
from seedbed.verify.accounting import compiled, unowned
from seedbed.verify.judging import Judge
from seedbed.verify.sysconfig_data import DATA, PKGCONFIG, data_unlike, pkgconfig
from seedbed.verify.values import INTERPRETER, Claim, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seedbed.model.found import Found
    from seedbed.model.listing import Listing, Member
    from seedbed.verify.accounting import Compiled

KEY = re.compile(
    r"cpython-(?P<version>3\.\d+\.\d+(?:(?:a|b|rc)\d+)?)(?:\+[a-z+]+)?"
    r"-[a-z0-9]+-[a-z0-9_]+-[a-z0-9]+"
)
"""The name of a folder that uv installs a Python into: version, system, processor, C library."""
BUILD = "BUILD"
"""The file in which uv notes which build of a version it has unpacked."""
_MARK = re.compile(r"(?:lib/python3\.\d+t?|Lib)/EXTERNALLY-MANAGED")
_MARKED = re.compile(r"\[externally-managed\]\nError=[^\n\0]{0,500}\n")
_BUILT = re.compile(r"[0-9]{1,12}\s?")
_RENAMED = re.compile(r"lib/libpython3\.\d+t?d?\.dylib")
"""The library that uv gives another name to on macOS, which signs it anew."""
_PROGRAM = re.compile(r"bin/python3\.\d+t?d?|python\.exe")
_NOBODYS = "belongs to no package"


@record
class Comparison:
    """How an interpreter compares with its archive.

    Attributes:
        differences: what is not as it should be, by path as seen from its folder.
        compiled: the compiled files beside sources.
        written: the files that uv writes at installation, so that no archive proves them.
        folders: the folder that it names as its own, by the files that do so.
        same_program: whether its program is the archive's.
    """

    differences: Sequence[Difference]
    compiled: Sequence[Compiled] = ()
    written: Sequence[str] = ()
    folders: Mapping[str, str] = {}
    same_program: bool = True


def is_text(path: str) -> bool:
    """Whether the text of a file counts, since uv may have rewritten it.

    Args:
        path: as seen from the interpreter's folder; in an archive, more may stand before it.
    """
    inner = re.sub(r"^.*?(?=(?:lib|Lib)/)", "", path, count=1)
    return bool(DATA.fullmatch(inner) or PKGCONFIG.fullmatch(inner))


def is_kept(path: str) -> bool:
    """Whether the bytes of an installed file are looked into."""
    return path == BUILD or bool(_MARK.fullmatch(path)) or is_text(path)


class Comparing:
    """Compares an interpreter with its archive.

    Args:
        key: the name of its folder.
        listing: what the archive holds.
        links: where the archive's symbolic links lead, by path.
        posix: whether files have permission bits.
    """

    def __init__(
        self, key: str, listing: Listing, links: Mapping[str, str], *, posix: bool = True
    ) -> None:
        self._key = key
        self._listing = listing
        self._links = links
        self._judge = Judge((), (), posix=posix)
        self._posix = posix
        self._written: list[str] = []
        self._folders: dict[str, str] = {}

    def compare(self, found: Mapping[str, Found]) -> Comparison:
        """Compare all files.

        Args:
            found: what stands in the interpreter's folder, by path.
        """
        pairs = {one.path: one for one in compiled(found) if self._is_compiled(one, found)}
        wrong = [one for one in self._members(found, pairs) if one]
        wrong += [one for one in self._symlinks(found) if one]
        known = {*self._listing.members, *self._links, *pairs}
        for path in found.keys() - known:
            if self._is_uvs(path, found[path]):
                known.add(path)
        kinds = {path: one.kind for path, one in found.items()}
        wrong += [
            self._unlike(one.path, one.what.replace(_NOBODYS, "isn't in the interpreter's archive"))
            for one in unowned(kinds, known, self._library())
        ]
        return Comparison(
            differences=tuple(sorted(wrong, key=lambda one: one.path)),
            compiled=tuple(pairs.values()),
            written=tuple(self._written),
            folders=self._folders,
            same_program=self._is_program(found),
        )

    def _unlike(self, path: str, what: str) -> Difference:
        return Difference(kind=INTERPRETER, path=path, package=self._key, what=what)

    def _is_compiled(self, one: Compiled, found: Mapping[str, Found]) -> bool:
        """Whether a compiled file has to come from its source, as the archive has another one."""
        there, source = found[one.path], found.get(one.source)
        if there.kind != FILE or source is None or source.kind != FILE:
            return False
        member = self._listing.members.get(one.path)
        return member is None or member.sha256 != there.sha256

    def _members(
        self, found: Mapping[str, Found], pairs: Mapping[str, Compiled]
    ) -> Iterator[Difference | None]:
        for path, member in self._listing.members.items():
            if path not in pairs:
                yield self._of_member(path, member, found.get(path))

    def _of_member(self, path: str, member: Member, there: Found | None) -> Difference | None:
        if there is None and path.endswith(".pyc"):
            return None
        claim = Claim(package=self._key, sha256=member.sha256, executable=member.executable)
        if there and there.kind == FILE and not there.error and there.sha256 != member.sha256:
            what = self._rewritten(path, there)
            if what:
                return self._unlike(path, what)
            if what is not None:
                claim = Claim(package=self._key, executable=member.executable)
        wrong = self._judge.judge(path, claim, there)
        return self._unlike(path, wrong.what) if wrong else None

    def _rewritten(self, path: str, there: Found) -> str | None:
        """What is wrong in a file that uv rewrites, empty for nothing; None for any other file."""
        original = self._listing.texts.get(path)
        data = (there.data or b"").decode("utf-8", "surrogateescape")
        if original is not None and DATA.fullmatch(path):
            what, folder = data_unlike(data, original)
            self._folders |= {path: folder} if folder else {}
            return what
        if original is not None and PKGCONFIG.fullmatch(path):
            return "" if data == pkgconfig(original) else "was changed"
        if _RENAMED.fullmatch(path) and "-macos-" in self._key:
            self._written.append(path)
            return ""
        return None

    def _symlinks(self, found: Mapping[str, Found]) -> Iterator[Difference | None]:
        for path, target in self._links.items():
            there = found.get(path)
            if there is None:
                yield self._unlike(path, "is missing")
            elif there.kind != LINK or there.target != target:
                yield self._unlike(path, f"should be a link to {target}")

    def _is_uvs(self, path: str, there: Found) -> bool:
        """Whether a file that isn't in the archive is one that uv writes, and says what it may."""
        if path == "bin/python" and there.kind == LINK:
            name = posixpath.basename(there.target)
            beside = there.target in {name, f"./{name}"}
            return beside and f"bin/{name}" in {**self._listing.members, **self._links}
        if there.kind != FILE or there.error or there.data is None:
            return False
        if self._posix and there.mode & 0o7002:
            return False
        text = there.data.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
        form = _BUILT if path == BUILD else _MARKED if _MARK.fullmatch(path) else None
        return bool(form and form.fullmatch(text))

    def _library(self) -> str:
        """Where the standard library lies."""
        names = (posixpath.dirname(one) for one in self._listing.members if one.endswith("/os.py"))
        return min(names, key=len, default="lib")

    def _is_program(self, found: Mapping[str, Found]) -> bool:
        programs = [one for one in self._listing.members if _PROGRAM.fullmatch(one)]
        return any(
            path in found and found[path].sha256 == self._listing.members[path].sha256
            for path in programs
        )
