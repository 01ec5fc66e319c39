"""What `seedbed verify` is asked for, and what it finds."""

from __future__ import annotations

from seedbed.errors import ENVIRONMENT, FAILURE
from seedbed.model.record import record
from seedbed.verify import WHEEL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.commands.verifying.python import Account
    from seedbed.commands.verifying.source import Source
    from seedbed.verify.pairing import Candidate, Pair
    from seedbed.verify.values import Difference, Proof


@record
class Wanted:
    """How to verify.

    Attributes:
        level: `record`, or `wheel`.
        offline: whether nothing is downloaded.
        lock: the path of a lock; empty for the project's.
        environment: the folder of an environment; empty for the project's.
        packages: the names of the packages to verify; empty for all, and all other files.
        again: whether what couldn't be had earlier today is asked for again.
    """

    level: str = WHEEL
    offline: bool = False
    lock: str = ""
    environment: str = ""
    packages: tuple[str, ...] = ()
    again: bool = False


@record
class Verification:
    """What was found.

    Attributes:
        environment: the folder of the environment, absolute.
        lock: the path of the lock, absolute.
        lock_sha256: of the lock.
        level: the level that was asked for.
        proofs: what was proved of each package.
        differences: what is not as it should be, by path.
        remarks: what nobody can prove, as sentences.
        notes: what else counts when it runs, or how it was judged, as sentences.
        wanting: what could not be proved although it should be provable, as sentences.
        files: how many files were read.
        bytes: how many bytes they have.
        python: the version of the environment's Python, as far as it says it.
        is_cache: whether it is uv's cache that was verified, not an environment.
        pairs: the packages with their archives, by title.
        conda: the conda packages with their archives, by title.
        format: the lock's format, as `seedbed.locks.contents.formats` has it.
        source: where the archives come from.
        interpreter: what is known of the interpreter; None for uv's cache.
        sync: what makes the environment, as people type it.
    """

    environment: str
    lock: str
    lock_sha256: str
    level: str
    proofs: tuple[Proof, ...]
    differences: tuple[Difference, ...]
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    wanting: tuple[str, ...] = ()
    files: int = 0
    bytes: int = 0
    python: str = ""
    is_cache: bool = False
    pairs: Mapping[str, Pair] = {}
    conda: Mapping[str, Candidate] = {}
    format: str = ""
    source: Source | None = None
    interpreter: Account | None = None
    sync: str = "seedbed sync"

    @property
    def status(self) -> int:
        """The exit status: 0 proved, 1 differences, 3 not provable."""
        if self.differences:
            return FAILURE
        is_short = self.wanting or any(one.wanting for one in self.proofs)
        return ENVIRONMENT if is_short else 0
