"""The tests of Poetry go around an index that has no JSON for it; they ask the index itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from poetry_runs import serves_json

NEWEST = json.dumps({"info": {"version": "1.2"}})
FULL = json.dumps({"info": {"version": "1.2"}, "urls": []})
PAGE = "<!DOCTYPE html><html></html>"


@contextmanager
def index_of(pages: dict[str, str]) -> Iterator[str]:
    """An index on this machine that has some pages, and says 404 to everything else."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path)
            self.send_response(404 if page is None else 200)
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *args: object) -> None:
            """Keep the tests' output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/simple"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("pages", "served"),
    [
        ({"/pypi/foo/json": NEWEST, "/pypi/foo/1.2/json": FULL}, True),
        ({}, False),
        ({"/pypi/foo/json": NEWEST}, False),
        ({"/pypi/foo/json": PAGE}, False),
        ({"/pypi/foo/json": ""}, False),
        ({"/pypi/foo/json": "[]"}, False),
        ({"/pypi/foo/json": NEWEST, "/pypi/foo/1.2/json": PAGE}, False),
        ({"/pypi/foo/json": NEWEST, "/pypi/foo/1.2/json": NEWEST}, False),
    ],
)  # fmt: skip
def test_an_index_serves_json_if_it_has_that_of_a_version(
    pages: dict[str, str], served: bool
) -> None:
    with index_of(pages) as index:
        assert serves_json(index, "foo") is served
        assert serves_json(f"{index}/", "foo") is served
