"""The values of a verification. Pure."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.verify.attested import Attested
    from seedbed.verify.launchers import Target

CHANGED, MISSING, UNOWNED, MODE, LINKED = "changed", "missing", "unowned", "mode", "linked"
COMPILED, SCRIPT, METADATA, PATHS = "compiled", "script", "metadata", "paths"
VERSION, UNLOCKED, ABSENT, MADE = "version", "not-in-lock", "not-installed", "environment"
INTERPRETER, RECEIPT, ATTESTATION = "interpreter", "receipt", "attestation"
KINDS = (
    *(CHANGED, MISSING, UNOWNED, MODE, LINKED, COMPILED, SCRIPT, METADATA, PATHS),
    *(VERSION, UNLOCKED, ABSENT, MADE, INTERPRETER, RECEIPT, ATTESTATION),
)
"""How something can differ; the values stand in the JSON output."""


@record
class Layout:
    """Where installers put files in an environment, seen from its folder.

    Attributes:
        site: where Python finds packages, such as `lib/python3.12/site-packages`.
        scripts: the folder of programs, such as `bin`.
        headers: the folder of headers, below which each distribution has its own.
        python: its version with two numbers, such as `3.12`.
    """

    site: str
    scripts: str
    headers: str
    python: str


@record
class Claim:
    """What should stand at a path.

    Attributes:
        package: who says so, such as `numpy 2.4.6`.
        sha256: of its bytes; empty where something else decides.
        size: its number of bytes; -1 where it is not known.
        executable: whether it is a program; None where nobody says so.
        rest: the sha256 of what follows the first line, for a script whose first line the
            installer writes; empty otherwise.
        target: what a script starts that the installer makes; None otherwise.
        made: whether the installer makes the file, so that only its form can be judged.
        placeholder: the prefix that the installer replaces by the environment's; empty for none.
        binary: whether it does so in a binary file.
        shebang: the first line of its text in the package, where `rest` is about a file with a
            placeholder; empty for none.
        linked: whether it is a symbolic link.
        link: where it leads; empty where nobody says so.
    """

    package: str
    sha256: str = ""
    size: int = -1
    executable: bool | None = None
    rest: str = ""
    target: Target | None = None
    made: bool = False
    placeholder: str = ""
    binary: bool = False
    shebang: str = ""
    linked: bool = False
    link: str = ""


@record
class Difference:
    """Something that is not as it should be.

    Attributes:
        kind: one of the words above.
        path: the file, as seen from the environment; empty where it is about a package.
        package: whose file it is, such as `numpy 2.4.6`; empty for nobody's.
        what: what is wrong, as the rest of a sentence that begins with the path or the package.
    """

    kind: str
    path: str
    package: str
    what: str


@record
class Proof:
    """What was proved of a package.

    Attributes:
        name: its canonical name.
        version: the version that is installed.
        kind: `pypi` or `conda`.
        level: one of `wheel`, `record`, and `nothing`.
        archive: the sha256 that the lock names, which it was compared with; empty without one.
        files: how many files it has in the environment.
        installed: the sha256 of what it has there, the same on all machines.
        why: why no more was proved, as a clause; empty at the level `wheel`.
        wanting: whether more should have been provable, so that the result is not a proof.
        attested: who published the archive; None where nobody asked.
    """

    name: str
    version: str
    kind: str
    level: str
    archive: str = ""
    files: int = 0
    installed: str = ""
    why: str = ""
    wanting: bool = False
    attested: Attested | None = None

    @property
    def title(self) -> str:
        """How people call it: `numpy 2.4.6`."""
        return f"{self.name} {self.version}".strip()


@record
class Glance:
    """What a quick look at an environment told, which compares with each RECORD.

    Attributes:
        differences: what is not as it should be, by path.
        files: of how many files it compared the sizes.
        read: of how many of these it compared the hashes.
        unread: of how many it would have, had there been less to read.
        is_whole: whether there was time for all files.
    """

    differences: tuple[Difference, ...] = ()
    files: int = 0
    read: int = 0
    unread: int = 0
    is_whole: bool = True
