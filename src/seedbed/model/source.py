"""Where a requirement's package comes from, when it is no index."""

from __future__ import annotations

from seedbed.model.record import record

GIT, PATH, URL, WORKSPACE, INDEX = "git", "path", "url", "workspace", "index"
SEVERAL, OTHER = "several", "other"
"""The kinds of sources; `OTHER` is one that only the manager which has it can be told."""
REFS = ("rev", "tag", "branch")
"""What says which commit of a repository counts."""


@record
class Source:
    """A place beside the indexes, as managers' own tables give it.

    A requirement's `url` says the same in the package's own metadata. A source is for those who
    work on the project, and the package's users do not see it.

    Attributes:
        kind: `git`, `path`, `url`, `workspace`, `index` (only as a part), `several`, or `other`.
        address: the repository, the folder or file as seen from the project's folder, the file's
            address, or the index's name; of `other`, how it is called in messages.
        ref: the commit, the tag, or the branch; empty for the repository's default.
        ref_kind: one of `REFS`; empty without a `ref`.
        subdirectory: where in the repository or archive the project is; empty for its top.
        editable: whether the code in a folder is used in place.
        marker: environment marker under which it counts, and an index where it does not hold; empty
            for always.
        parts: of `several`, those that count on some systems each, in their order; on the others an
            index counts.
    """

    kind: str
    address: str = ""
    ref: str = ""
    ref_kind: str = ""
    subdirectory: str = ""
    editable: bool = False
    marker: str = ""
    parts: tuple[Source, ...] = ()

    def __str__(self) -> str:
        at = f"@{self.ref}" if self.ref else ""
        below = f"#subdirectory={self.subdirectory}" if self.subdirectory else ""
        if self.kind == SEVERAL:
            return " and ".join(f"{part} where {part.marker}" for part in self.parts)
        return {
            INDEX: f"the index {self.address}",
            GIT: f"git+{self.address}{at}{below}",
            URL: f"{self.address}{below}",
            PATH: f"{self.address}{below}",
            WORKSPACE: "the workspace",
        }.get(self.kind, self.address)
