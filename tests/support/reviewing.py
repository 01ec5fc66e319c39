"""sp-repo-review for many projects at once: python tests/support/reviewing.py FOLDER...

The program judges the same with its own command, but compiles the schemas of `pyproject.toml` anew
for each project, which takes longer than all its other checks.
"""

from __future__ import annotations

import functools

from repo_review.__main__ import main
from validate_pyproject import api

if __name__ == "__main__":
    api.Validator = functools.cache(api.Validator)  # type: ignore[assignment,misc]
    main()
