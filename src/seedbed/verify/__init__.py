"""Whether the files of an environment are those of the archives that its lock names. Pure.

Two levels: `RECORD` compares installed files with what the environment itself says of them;
`WHEEL` compares them with the archive whose sha256 stands in the lock.
"""

from __future__ import annotations

RECORD, WHEEL, NOTHING = "record", "wheel", "nothing"
"""What can be proved of a package."""
