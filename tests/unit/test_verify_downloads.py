"""Archives come whole or not at all, from servers of all kinds, and no password is told."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from fickle_server import (
    Fickle,
    answers,
    begins_slowly,
    drips,
    fickle,
    in_turn,
    moves_to,
    sends,
    waits,
    wants_login,
)

from seedbed.commands.verifying.where import logins
from seedbed.errors import SeedbedError
from seedbed.host.downloads import Downloads, Limits, Received
from seedbed.host.within import Rate

DATA = b"an archive" * 10
WHOLE = Received(sha256=sha256(DATA).hexdigest(), size=100)
BASIC = f"Basic {b64encode(b'anna:s3cret').decode()}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Fickle]:
    with fickle(tmp_path) as one:
        yield one


def received(address: str, limit: int = 1000, **more: object) -> Received:
    given = {"pause": 0.01, "patience": 0.5, **more}
    into = io.BytesIO()
    found = Downloads(**given).receive(address, into, limit)  # type: ignore[arg-type]
    assert sha256(into.getvalue()).hexdigest() == found.sha256
    return found


@pytest.mark.parametrize(
    "behavior",
    [
        sends(DATA),
        sends(DATA, said=-1),
        drips(DATA, 0.001),
        in_turn(answers(500), sends(DATA)),
        in_turn(answers(503), answers(429), sends(DATA)),
        in_turn(sends(DATA[:40], said=100), sends(DATA)),
        in_turn(waits, sends(DATA)),
    ],
    ids=["at once", "no length", "slow", "500", "503 and 429", "cut off", "late"],
)
def test_it_comes_whole(behavior: object, server: Fickle) -> None:
    server.behaviors["/x.whl"] = behavior  # type: ignore[assignment]
    assert received(f"{server.address}/x.whl") == WHOLE


@pytest.mark.parametrize(
    ("behavior", "requests", "code", "what"),
    [
        (answers(404), 1, "archive-gone", "the server answers 404"),
        (answers(410), 1, "archive-gone", "the server answers 410"),
        (answers(401), 1, "archive-unreachable", "the server answers 401, so it may want a login"),
        (answers(403), 1, "archive-gone", "the server answers 403, so it may want a login"),
        (answers(500), 3, "archive-unreachable", "the server answers 500"),
        (
            sends(DATA[:40], said=100),
            3,
            "archive-unreachable",
            "the connection ended after 40 of 100 bytes",
        ),
        (sends(DATA * 20), 1, "archive-unreachable", "it has more than 1000 bytes"),
        (sends(DATA * 20, said=-1), 1, "archive-unreachable", "it has more than 1000 bytes"),
        (waits, 3, "archive-unreachable", "timed out"),
        (moves_to("file:///etc/hostname"), 1, "archive-unreachable", "the server answers 302"),
    ],
    ids=["404", "410", "401", "403", "500", "cut", "long", "long unsaid", "silent", "file"],
)
def test_it_cannot_be_had(
    behavior: object, requests: int, code: str, what: str, server: Fickle
) -> None:
    server.behaviors["/x.whl"] = behavior  # type: ignore[assignment]
    address = f"{server.address}/x.whl"
    with pytest.raises(SeedbedError) as caught:
        received(address.replace("//", "//anna:s3cret@"))
    assert caught.value.message == f"{address} can't be downloaded: {what}."
    assert caught.value.code == code
    assert len(server.asked) == requests


def test_nobody_is_there() -> None:
    address = "http://127.0.0.1:1/x.whl"
    with pytest.raises(SeedbedError) as caught:
        received(address)
    assert caught.value.message.startswith(f"{address} can't be downloaded: ")
    assert "refused" in caught.value.message


@pytest.mark.parametrize("address", ["file:///dev/zero", "ftp://a.example/x", "x.whl", "data:,x"])
def test_other_kinds_of_addresses(address: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        received(address)
    assert caught.value.message == (
        f"{address} can't be downloaded: seedbed doesn't know that kind of address."
    )


def test_more_than_allowed_is_not_kept(server: Fickle) -> None:
    server.behaviors["/x.whl"] = sends(b"x" * (1 << 20), said=-1)
    into = io.BytesIO()
    with pytest.raises(SeedbedError):
        Downloads().receive(f"{server.address}/x.whl", into, 1000)
    assert len(into.getvalue()) <= 1000


def test_a_server_that_drips_is_given_up(server: Fickle) -> None:
    server.behaviors["/x.whl"] = drips(DATA, 0.02)
    address = f"{server.address}/x.whl"
    with pytest.raises(SeedbedError) as caught:
        received(address, limits=Limits(window=0.3), tries=1)
    said = rf"{address} can't be downloaded: only \d+ bytes came in 0 seconds\."
    assert re.fullmatch(said, caught.value.message)
    assert caught.value.code == "archive-unreachable"
    assert received(address, limits=Limits(window=60.0), tries=1) == WHOLE


def test_bytes_count_in_each_stretch_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("seedbed.host.within.monotonic", lambda: now[0])
    rate = Rate(30.0, 1024.0)
    rate.add(50_000)
    now[0] = 31.0
    rate.add(1)
    rate.add(1)
    now[0] = 60.0
    rate.add(30_000)
    now[0] = 62.0
    with pytest.raises(TimeoutError, match=r"^only 30002 bytes came in 31 seconds$"):
        rate.add(1)


def test_a_server_that_never_begins(server: Fickle) -> None:
    server.behaviors["/x.whl"] = begins_slowly
    address = f"{server.address}/x.whl"
    with pytest.raises(SeedbedError) as caught:
        received(address, limits=Limits(opening=0.5), tries=1)
    assert caught.value.message == (
        f"{address} can't be downloaded: the server takes too long to answer."
    )


# --- logins --------------------------------------------------------------------------------------


def test_a_login_in_the_address(server: Fickle) -> None:
    server.behaviors["/x.whl"] = wants_login("an na:s3/cret", DATA)
    address = server.address.replace("//", "//an%20na:s3%2Fcret@")
    assert received(f"{address}/x.whl#sha256=abc") == WHOLE
    assert server.asked[0][0] == "/x.whl"


@pytest.mark.parametrize(
    ("name", "value", "more"),
    [
        ("UV_INDEX_URL", "http://anna:s3cret@HOST/simple", {}),
        ("UV_EXTRA_INDEX_URL", "https://a.example/x http://anna:s3cret@HOST/simple", {}),
        ("UV_INDEX", "inner=http://anna:s3cret@HOST/simple", {}),
        ("PIP_INDEX_URL", "http://anna:s3cret@HOST/simple", {}),
        ("UV_INDEX_INNER_ONE_USERNAME", "anna", {"UV_INDEX_INNER_ONE_PASSWORD": "s3cret"}),
        ("POETRY_HTTP_BASIC_INNER_ONE_USERNAME", "anna", {
            "POETRY_HTTP_BASIC_INNER_ONE_PASSWORD": "s3cret"
        }),
    ],
)  # fmt: skip
def test_a_login_in_variables(
    name: str, value: str, more: dict[str, str], server: Fickle, tmp_path: Path
) -> None:
    server.behaviors["/x.whl"] = wants_login("anna:s3cret", DATA)
    host = server.address.removeprefix("http://")
    env = {name: value.replace("HOST", host), **more, "NETRC": str(tmp_path / "none")}
    login = logins(env, {"inner-one": f"{server.address}/simple"})
    assert received(f"{server.address}/x.whl", login=login) == WHOLE
    assert login("http://127.0.0.1:1/x.whl") is None
    assert login("https://other.example/x.whl") is None


def test_a_login_in_netrc(server: Fickle, tmp_path: Path) -> None:
    server.behaviors["/x.whl"] = wants_login("anna:s3cret", DATA)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login anna password s3cret\n")
    login = logins({"NETRC": str(netrc)}, {})
    assert received(f"{server.address}/x.whl", login=login) == WHOLE
    assert login("https://other.example/x.whl") is None


def test_a_netrc_that_nobody_can_read(tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_bytes(b"machine \xff oops\nnothing")
    assert logins({"NETRC": str(netrc)}, {})("https://a.example/x.whl") is None


def test_a_login_stays_with_its_server(server: Fickle, tmp_path: Path) -> None:
    with fickle(tmp_path) as other:
        other.behaviors["/y.whl"] = sends(DATA)
        server.behaviors["/x.whl"] = moves_to(f"{other.address}/y.whl")
        address = server.address.replace("//", "//anna:s3cret@")
        assert received(f"{address}/x.whl") == WHOLE
        assert server.asked == [("/x.whl", BASIC)]
        assert other.asked == [("/y.whl", "")]


def test_a_login_goes_along_on_its_server(server: Fickle) -> None:
    server.behaviors["/x.whl"] = moves_to("/y.whl")
    server.behaviors["/y.whl"] = wants_login("anna:s3cret", DATA)
    address = server.address.replace("//", "//anna:s3cret@")
    assert received(f"{address}/x.whl") == WHOLE
    assert server.asked == [("/x.whl", BASIC), ("/y.whl", BASIC)]


def test_a_ring_of_redirects(server: Fickle) -> None:
    server.behaviors["/x.whl"] = moves_to("/x.whl")
    with pytest.raises(SeedbedError) as caught:
        received(f"{server.address}/x.whl")
    assert caught.value.message.endswith("can't be downloaded: the server answers 302.")
