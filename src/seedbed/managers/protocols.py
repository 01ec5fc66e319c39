"""What seedbed asks of a manager: a dialect that reads and writes, and a driver that runs it."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import Any, NoReturn, Protocol

    from seedbed.formats.document import Document
    from seedbed.managers.things import Thing
    from seedbed.merge3.values import MergedFile
    from seedbed.model.flat import Address
    from seedbed.model.project import Dependency, Project


@record
class Reading:
    """What a dialect read.

    Attributes:
        project: what the model knows of it.
        unmodeled: dotted keys, or items of lists, that the model does not know; they are the
            user's, and stay as they are.
        unmodeled_addresses: addresses that the manifest gives in a way that the model does not
            know, as a task with inputs and outputs: that is neither the template's nor missing.
        partial: groups that no other manager has, and of which the model knows only a part.
        other: where a manifest of several files says some things twice, and in two ways: the
            project as the other files have it. `project` is as `pyproject.toml` has it.
        own: the same where tables of `pyproject.toml` say some things twice: the project as those
            have it that only the manager reads. `project` is as `[project]` and the groups have it.
            It may have requirements that stand in those tables alone.
        beside: the keys of such requirements that `Dialect.write` does not write, each with its
            value and the requirement's key.
        unsaid: requirements that only the manager understands, so that no other one would install
            them: objects of sentences.
        untold: what no other manager can be told of from where packages come: objects of sentences.
        idle: from where packages would come that nothing requires: objects of sentences.
    """

    project: Project
    unmodeled: tuple[str, ...] = ()
    unmodeled_addresses: tuple[Address, ...] = ()
    partial: tuple[str, ...] = ()
    other: Project | None = None
    own: Project | None = None
    beside: Mapping[tuple[str, ...], tuple[Any, tuple[str, ...]]] = {}
    unsaid: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()


@record
class Refusal:
    """Why a manager does not read a manifest.

    Attributes:
        path: the file.
        rule: the rule that it breaks, as a sentence without its period.
        line: the line that breaks it, counted from 1; 0 where that cannot be told.
        who: the program that refuses it, where that is not the manager itself.
    """

    path: str
    rule: str
    line: int = 0
    who: str = ""

    @property
    def place(self) -> str:
        """The file, and the line where that is known."""
        return f"{self.path}, line {self.line}" if self.line else self.path


@record
class Native:
    """What a manager's own command adds or removes.

    Attributes:
        verb: `add` or `remove`.
        words: the requirements, or the names of those that go.
        group: the dependency group; empty for none.
        extra: the optional feature; empty for none.
        editable: whether the words are folders whose code is used in place.
    """

    verb: str
    words: tuple[str, ...]
    group: str = ""
    extra: str = ""
    editable: bool = False


@record
class LeftOver:
    """What left-over files say.

    Attributes:
        project: what stands there, with the conda packages that only they hold.
        have: what would be written for each, by path.
    """

    project: Project
    have: Mapping[str, Mapping[str, Any]]


if TYPE_CHECKING:

    class OwnFiles(Protocol):
        """Files of a manifest beside `pyproject.toml`, one for each group, as conda has them."""

        def as_generated(self, reading: Reading, was: Project, files: Mapping[str, str]) -> Reading:
            """A reading in which generated lines ask for what they asked for."""

        def left_over(
            self,
            project: Project,
            new: Dialect,
            files: Mapping[str, str],
            theirs: Mapping[str, str],
        ) -> LeftOver:
            """The project with what files add to it that stayed at an earlier switch."""

        def come_back(
            self,
            dialects: tuple[Dialect, Dialect],
            stood: Mapping[str, str],
            theirs: Mapping[str, str],
            passed: Collection[str] = (),
            ranges: Mapping[tuple[str, ...], str] = {},
        ) -> Mapping[str, Mapping[str, Any]]:
            """What another manager could hold of files that a return brings back, by path."""

        def merge_environment(
            self,
            path: str,
            sides: tuple[str, str, str],
            have: Mapping[str, Any],
            want: Mapping[str, Any],
            *,
            anew: bool = False,
        ) -> MergedFile:
            """One of the files, merged; if need be `anew`, as one that isn't there may be."""

        def things(
            self, path: str, text: str, project: Project, unmodeled: Collection[str]
        ) -> Iterator[Thing]:
            """The settings of one of the files, and the items of its lists."""

    class Dialect(Protocol):
        """Writes and reads a manager's manifest, without touching the disk."""

        OWNED: tuple[str, ...]
        """The dotted keys of `pyproject.toml` that only this manager reads, and seedbed writes."""

        SET_ASIDE: tuple[str, ...]
        """The dotted keys of those tables that a switch sets aside: nothing of them stays behind.

        Where the new manager owns a table too, it stays."""

        HONOURED: tuple[str, ...]
        """Dotted keys of other managers' tables of packages that count for this one as well.

        They do for requirements of the project itself, not for those of groups and extras.
        """

        ASKS_ALL: bool
        """Whether it takes the newest version that any index has, not that of the first index.

        Unless it is told otherwise: see `Project.asks_all`.
        """

        def write(self, project: Project) -> Mapping[str, Document]:
            """The manifest files of a project, by path."""

        def read(self, files: Mapping[str, str]) -> Reading:
            """The project that some manifest files describe, and what the model does not know.

            `read(write(p)).project == supported(p)` for every project.

            Raises:
                SeedbedError: when a file cannot be parsed, or a table is none.
            """

        def supported(self, project: Project) -> Project:
            """The project without what the manifest cannot hold."""

        def is_manifest(self, path: str) -> bool:
            """Whether a path is one of a manifest file."""

        def local(self, item: Dependency, path: str) -> Mapping[tuple[str, ...], Any]:
            """The keys of `pyproject.toml` by which a requirement is the code in a folder.

            They stand beside the requirement itself. None where the manifest cannot say so.

            Args:
                item: the requirement.
                path: the folder, as seen from the project's.
            """

        def caveats(self, project: Project) -> list[str]:
            """What the manager does otherwise than a project says: objects of sentences."""

        def own_files(self) -> OwnFiles:
            """What an update has to know of the manifest's files beside `pyproject.toml`.

            Raises:
                LookupError: when the manager has none.
            """

        def refused(self, files: Mapping[str, str], stand: Mapping[str, str]) -> Refusal | None:
            """Why the manager would not read some manifest files, as far as that is known.

            Args:
                files: their texts, by path.
                stand: the texts in which the line is looked for: those that stand there now.
            """

    class Driver(Protocol):
        """Runs the manager's program in a project, whose folder is an absolute path."""

        keepers: tuple[str, ...]
        """Variables by which the program leaves a lock as it is, whether or not it fits."""

        again: str
        """What to run after a failure, in quotes; if empty, what makes the environment."""

        def program(self) -> str:
            """The program's path."""

        def listen(self) -> None:
            """From now on, tell what the program fails of in one sentence, not all that it says."""

        def edit(self, root: str, native: Native) -> None:
            """Let the program's own command add or remove requirements, lock, and install."""

        def enter(self, before: Sequence[str]) -> None:
            """Take the program of a shell, which a command before it and its arguments enters."""

        def version(self) -> str:
            """The program's version."""

        def by_hand(self, root: str) -> str:
            """What people type in a project's folder to make the environment."""

        def lock(self, root: str) -> None:
            """Make or renew the lock."""

        def sync(self, root: str) -> None:
            """Make the environment match the lock."""

        def keeps(self, root: str) -> str:
            """The variable by which a lock that does not fit stays; empty where it fits."""

        def candidates(self) -> Iterator[str]:
            """Paths at which the program may be, the best first."""

        def read_version(self, said: str) -> str:
            """The version in what a program says to `--version`; empty for another program."""

        def command(self, arguments: Sequence[str]) -> list[str]:
            """The program with some arguments, as it is to be started."""

        def variables(self) -> dict[str, str]:
            """The variables that the program gets."""

        def checking(self, root: str) -> list[str]:
            """The arguments by which it says whether the lock fits; empty for none."""

        def judging(self, root: str) -> list[str]:
            """The arguments by which it says whether the environment is in step; empty for none."""

        def asking(self) -> dict[str, str]:
            """The variables with which the program only answers: it neither fetches nor keeps."""

        def judged(self, status: int, said: str) -> bool | None:
            """Whether the lock fits, by the program's answer; None where it says neither."""

        def lock_fits(self, root: str) -> bool | None:
            """Whether the lock fits the manifest, as the program says; None where it cannot."""

        def reads(self, root: str) -> bool:
            """Whether the program itself reads the project's manifest."""

        def activation(self, root: str, shell: str) -> str:
            """Code for a shell (bash, zsh, fish or powershell) that enters the environment."""

        def exec_sync(self, root: str) -> NoReturn:
            """Turn this process into the manager's sync."""

        def passed(self, root: str, arguments: list[str], *, typed: bool) -> list[str]:
            """What to pass to the manager, so that a task's program gets some arguments.

            Args:
                root: the project's folder.
                arguments: what the program is to get, each as it is.
                typed: whether the manifest names the task's arguments.
            """

        def exec_task(self, root: str, task: str, arguments: list[str]) -> NoReturn:
            """Turn this process into a task of the project, with arguments that `passed` gave."""
