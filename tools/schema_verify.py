"""What `seedbed verify` prints with `--json`, as a JSON Schema."""

from __future__ import annotations

from seedbed.cli.verify import WORDS
from seedbed.cli.verify_options import LEVELS
from seedbed.locks import contents
from seedbed.verify import NOTHING, RECORD, WHEEL
from seedbed.verify.attested import STATES
from seedbed.verify.values import KINDS
from tools.schema_kit import flag, many, maybe, number, table, text

_PUBLISHER = table(
    kind=text("The service that published it, such as `GitHub`."),
    repository=maybe(text(), "The repository there."),
    workflow=maybe(text(), "What published it there, such as a workflow's file."),
    identity=maybe(text(), "The account or the project, where the service names that."),
)
_ATTESTED = table(
    state=text("What came of its attestations (PEP 740).", one_of=STATES),
    publishers=many(_PUBLISHER, "Who published the archive; nobody unless they verify."),
    why=maybe(text(), "What is wrong, as a clause."),
)
_PACKAGE = table(
    name=text("Its canonical name."),
    version=text("The version that is installed."),
    kind=text("Whose names and versions it has.", one_of=(contents.PYPI, contents.CONDA)),
    level=text("What it was compared with.", one_of=(WHEEL, RECORD, NOTHING)),
    archive_sha256=maybe(text(), "The archive that it was compared with, as the lock names it."),
    files=number("How many files it has in the environment."),
    why=maybe(text(), "Why it was not compared with an archive."),
    provable=flag("Whether it could have been, or was."),
    attestations=maybe(_ATTESTED, "Null unless --attestations or --require-attestations asks."),
)
_DIFFERENCE = table(
    kind=text("What differs.", one_of=KINDS),
    file=maybe(text(), "The file: in the environment, or an absolute path; null for a package."),
    package=maybe(text(), "Whose file it is; null for nobody's."),
    message=text("The rest of a sentence that begins with the file, or the package."),
)
_INTERPRETER = table(
    path=text("Its path."),
    key=maybe(text(), "Which of uv's Pythons it is; null for any other, and where nobody looked."),
    archive_sha256=maybe(text(), "The archive that it was compared with, as uv names its hash."),
    files=number("How many files were compared."),
    why=maybe(text(), "Why it was not compared with an archive."),
)

PROVED = table(
    environment=text("The environment's folder."),
    lock=text("The lock's path."),
    lock_sha256=text("Its sha256."),
    level=text("What was to be compared with.", one_of=tuple(LEVELS)),
    verdict=text("The result; the exit status is 0, 1, or 3.", one_of=tuple(WORDS.values())),
    packages=many(_PACKAGE, "The packages that are installed."),
    differences=many(_DIFFERENCE, "What is not as it should be."),
    not_proved=many(text(), "What should be provable, but was not."),
    remarks=many(text(), "What no lock can prove."),
    notes=many(text(), "What else counts when something runs, or how it was judged."),
    interpreter=maybe(_INTERPRETER, "The interpreter; null where it is a package, or missing."),
    files=number("How many files were read."),
    bytes=number("How many bytes they have."),
    repaired=flag("Whether --repair changed anything."),
)
