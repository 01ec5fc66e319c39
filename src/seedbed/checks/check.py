"""What a check is, what it finds, and what would mend that."""

from __future__ import annotations

import re

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.checks.place import Place
    from seedbed.host.asking import Inquiry
    from seedbed.host.journal import Step

_CODE = re.compile(r"SB\d{3}")


@record
class Fix:
    """What mends a finding and can do no harm; it is carried out in the order of its fields.

    Attributes:
        title: what it does, as people read it in a plan: `create the environment`.
        files: path in the project to what becomes of it; `Place.edit` and `Place.removal` make
            such steps.
        lock: whether the manager then renews the lock.
        sync: whether it then makes the environment match the lock.
        git: the arguments of a call to git that then follows; empty for none.
        command: a program and its arguments that then run in the project's folder; empty for none.
    """

    title: str
    files: Mapping[str, Step] = {}
    lock: bool = False
    sync: bool = False
    git: tuple[str, ...] = ()
    command: tuple[str, ...] = ()

    @property
    def needs_manager(self) -> bool:
        """Whether the manager has to read the manifest and the lock for it."""
        return self.lock or self.sync


@record
class Finding:
    """Something that a check found.

    Attributes:
        code: the check's code.
        what: what is wrong here, as one or two sentences.
        path: the file that it is about: in the project with forward slashes, else absolute; may be
            empty.
        line: the line in it, counted from 1; 0 where it is about all of the file.
        column: the column in that line, counted from 1; 0 where nothing tells.
        how: what to do about it, as one or two sentences.
        advice: whether nothing is broken, so that it does not count as a failure.
        fix: what mends it; None where only people can.
    """

    code: str
    what: str
    path: str = ""
    line: int = 0
    column: int = 0
    how: str = ""
    advice: bool = False
    fix: Fix | None = None

    @property
    def where(self) -> str:
        """The file, with the line and the column where they are known."""
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.path, *numbers])


class Check:
    """One thing that may be wrong.

    The docstring of each has three parts, with an empty line between them: a title, which says as a
    sentence what is wrong; why it matters; and, from a paragraph that begins with "To fix it:" on,
    what to do. They may hold Markdown: code, links and emphasis.

    Attributes:
        requires: the codes of checks that must have found nothing, else this one says nothing.
        advice: whether nothing is broken where it finds something.
    """

    requires: tuple[str, ...] = ()
    advice = False

    @property
    def code(self) -> str:
        """Its stable code, which is the name of its class: `SB` and three digits."""
        return type(self).__name__

    def asks(self, place: Place) -> Iterable[Inquiry]:  # noqa: ARG002  # most ask nothing
        """What programs have to be asked for it; all of them are asked at the same time."""
        return ()

    def look(self, place: Place) -> Iterable[Finding]:
        """What is wrong in a place.

        Raises:
            SeedbedError: when that cannot be told.
        """
        raise NotImplementedError

    def found(
        self,
        what: str,
        path: str = "",
        *,
        at: tuple[int, int] = (0, 0),
        how: str = "",
        fix: Fix | None = None,
        advice: bool | None = None,
    ) -> Finding:
        """A finding of this check.

        Args:
            what: what is wrong here, as one or two sentences.
            path: the file that it is about.
            at: the line and the column in it; 0 where they are not known.
            how: what to do here; what the docstring says when left out.
            fix: what mends it.
            advice: whether nothing is broken, where that differs from the check's own.
        """
        return Finding(
            code=self.code,
            what=what,
            path=path,
            line=at[0],
            column=at[1],
            how=how or self.page.how,
            advice=self.advice if advice is None else advice,
            fix=fix,
        )

    @property
    def page(self) -> Page:
        """What its docstring says."""
        return read_page(type(self).__doc__ or "")


@record
class Page:
    """What a check's docstring says; each paragraph is one line.

    Attributes:
        title: what is wrong, as a sentence.
        why: why it matters.
        how: what to do.
    """

    title: str
    why: str = ""
    how: str = ""


def read_page(text: str) -> Page:
    """The parts of a docstring."""
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
    start = next((place for place, part in enumerate(parts) if part.startswith(HOW)), len(parts))
    how = "\n\n".join(parts[start:]).removeprefix(HOW).strip()
    return Page(
        title=parts[0],
        why="\n\n".join(parts[1:start]),
        how=how[:1].upper() + how[1:],
    )


HOW = "To fix it:"
"""How the part of a docstring begins that says what to do."""


def is_code(name: str) -> bool:
    """Whether a class's name is a code."""
    return bool(_CODE.fullmatch(name))
