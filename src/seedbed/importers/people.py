"""People, as manifests of before `[project]` name them, and as that does; pure."""

from __future__ import annotations

import re

from seedbed.formats.toml import Inline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_PERSON = re.compile(r"\s*(.*?)\s*<\s*([^<>\s]*@[^<>\s]*)\s*>\s*")


def person(text: str) -> dict[str, str]:
    """A person that is given as `Name <email>`, or by one of the two."""
    found = _PERSON.fullmatch(text)
    if not found:
        return Inline(name=text.strip())
    return Inline(name=found[1], email=found[2]) if found[1] else Inline(email=found[2])


def person_text(given: Mapping[str, Any]) -> str:
    """The same the other way round."""
    name, email = str(given.get("name", "")), str(given.get("email", ""))
    return f"{name} <{email}>".strip() if email else name
