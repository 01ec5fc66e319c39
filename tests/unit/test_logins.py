"""What is said when a server refuses a manager that has not logged in."""

from __future__ import annotations

import pytest

from seedbed.managers.shared.failures import said_by

UV = """\
error: No solution found when resolving dependencies
  cause: Because acme was not found in the package registry and your project depends on acme.

hint: An index URL (http://conda.example.org:8080/simple) could not be queried due to a lack of \
valid authentication credentials (401 Unauthorized)
"""
POETRY = """\
Source (team): Authorization error accessing https://conda.example.org/simple/acme/
Because x depends on acme (*) which doesn't match any versions, version solving failed.
"""
PIXI = """\
Error:   \u00d7 failed to solve requirements of environment 'default' for platform 'linux-64'
  ╰─▶   \u00d7 HTTP status client error (403 Forbidden) for url (https://ada@conda.example.org/a.zst)
"""
CONDA = "CondaHTTPError: HTTP 401 Unauthorized for url <https://conda.example.org/team/a.json>\n"
MICROMAMBA = """\
error    libmamba Download error (22) HTTP response code said error [https://conda.example.org/a]
    The requested URL returned error: 401
"""
LOGINS = {
    "uv lock": (UV, "uv auth login conda.example.org"),
    "poetry lock": (POETRY, "poetry config http-basic.NAME USER, where NAME is the source"),
    "pixi lock": (PIXI, "pixi auth login conda.example.org"),
    "conda env": (CONDA, "put your name and password for it into ~/.netrc"),
    "micromamba env": (MICROMAMBA, "micromamba auth login conda.example.org"),
}


@pytest.mark.parametrize("command", LOGINS)
def test_a_login_is_named(command: str) -> None:
    said, login = LOGINS[command]
    assert said_by(command, 1, said, code="lock-failed").hint == (
        f"conda.example.org wants a login, or refuses yours. To log in: {login}."
    )


def test_other_failures_need_no_login() -> None:
    said = "error: HTTP status client error (404 Not Found) for url (https://example.org/401)\n"
    assert "login" not in said_by("pixi lock", 1, said, code="lock-failed").hint
