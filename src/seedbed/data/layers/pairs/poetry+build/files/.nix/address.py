"""Print the address of a file of a Python package, as the package's index has it.

Usage: python address.py INDEX PACKAGE FILE

INDEX is an address, or "default", which is the index that pip uses.
"""

import re
import subprocess
import sys
import urllib.error
import urllib.request
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit


class Links(HTMLParser):
    """Collects where the links of a page lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def default_index() -> str:
    """The index that pip uses, which its help tells."""
    ask = ["pip", "install", "--help"]
    told = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    found = re.search(r"--index-url\b.*?\(default:?\s+(\S+?)\)", told, re.DOTALL)
    if not found:
        sys.exit("pip does not tell which index it uses by default")
    return found[1]


def main(index: str, package: str, file: str) -> None:
    """Find a file among the links on the page of its package (PEP 503)."""
    if index == "default":
        index = default_index()
    page = f"{index.rstrip('/')}/{package}/"
    headers = {"Accept": "text/html", "User-Agent": "Nix"}
    request = urllib.request.Request(page, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            links, base = Links(), answer.url
            links.feed(answer.read().decode())
    except (urllib.error.URLError, TimeoutError) as error:
        sys.exit(f"cannot read {page}: {error}")
    for link in links.found:
        if unquote(PurePosixPath(urlsplit(link).path).name) == file:
            print(urljoin(base, link).partition("#")[0])
            return
    sys.exit(f"{page} has no file {file}")


if __name__ == "__main__":
    main(*sys.argv[1:])
