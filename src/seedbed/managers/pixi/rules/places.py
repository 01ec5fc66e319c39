"""URLs, channels, dates and durations, as Pixi reads them."""

from __future__ import annotations

import re

from seedbed.managers.pixi.rules.findings import fields, required, shown, string, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.managers.pixi.rules.findings import Findings, Path

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
_URL = (
    r"(?:https?|ftp|ssh|s3|gs|gcs|git|oci|git\+(?:https?|ssh))://"
    r"(?:[A-Za-z0-9._~$&+=-]+(?::[A-Za-z0-9._~$&+=-]*)?@)?"
    rf"(?:{_LABEL}\.)*(?:[A-Za-z]|[A-Za-z_][A-Za-z0-9_-]*[A-Za-z0-9_])"
    r"(?::[0-9]{1,4})?(?:[/?#][ -~]*)?"
)
_NUMERIC = (
    r"https?://(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})){3}"
    r"(?::[0-9]{1,4})?(?:/[ -~]*)?"
)
_FILE = r"file:///[!-~]*(?: [!-~]+)*"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"
_CHANNEL_SCHEME = re.compile(r"[^\W\d_][^\W_]{0,10}://")
_NO_HOST = re.compile(r"https?:[/\\]*(?:[?#].*)?", re.IGNORECASE)
_PORT = r"https?://[A-Za-z0-9.-]+:([0-9]+)(?:[/?#]|$)"
_UNIT = (
    "nanos|nsec|ns|usec|us|millis|msec|ms|seconds|second|secs|sec|s|minutes|minute|mins|min|m|hou"
    "rs|hour|hrs|hr|h|days|day|d|weeks|week|wks|wk|w|months|month|M|years|year|yr|yrs|y"
)
_DURATION = rf"[0-9]{{1,4}} ?(?:{_UNIT})(?: ?[0-9]{{1,4}} ?(?:{_UNIT}))*"
_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_TIME = (
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
)


def is_url(text: str) -> bool | None:
    """Whether a text is a URL; None when that cannot be told."""
    bare = re.sub(r"[\t\n\r]", "", text).strip("".join(map(chr, range(0x21))))
    port = re.match(_PORT, bare)
    if not re.match(_SCHEME, bare) or _NO_HOST.fullmatch(bare) or (port and int(port[1]) > 65535):
        return False
    if "xn--" in text.lower() or text != text.strip():
        return None
    known = re.fullmatch(_URL, text) or re.fullmatch(_NUMERIC, text) or re.fullmatch(_FILE, text)
    return True if known else None


def url(seen: Findings, path: Path, value: Any) -> None:
    """Judge a URL."""
    answer = is_url(string(seen, path, value))
    if answer is False:
        seen.refuse(path, f"{shown(path)} must be a URL with a scheme and a host, not '{value}'")
    if answer is None:
        seen.doubt(path, f"whether '{value}' is a URL to Pixi")


def channel_name(seen: Findings, path: Path, value: Any) -> None:
    """Judge a channel: what has a scheme must be a URL, and all else is a name or a path."""
    if _CHANNEL_SCHEME.match(string(seen, path, value)):
        url(seen, path, value)


def channel(seen: Findings, path: Path, value: Any) -> None:
    """Judge a channel, or a table with its priority."""
    if isinstance(value, str):
        channel_name(seen, path, value)
        return
    if not isinstance(value, dict):
        wrong(seen, path, value, "a string or a table")
    required(seen, path, value, "channel")
    judges = {"channel": channel_name, "priority": _priority, "exclude-newer": exclude_newer}
    fields(seen, path, value, judges)


def exclude_newer(seen: Findings, path: Path, value: Any) -> None:
    """Judge a date, a time, or a duration such as `7d`, all as strings."""
    text = string(seen, path, value)
    if re.fullmatch(_DURATION, text) or text == "0":
        return
    date = re.match(_DATE, text)
    tail = text[10:]
    if date and _is_day(*map(int, date.groups())) and (not tail or re.fullmatch(_TIME, tail)):
        return
    bare = text.isdecimal()  # a duration without its unit
    if bare or not re.match(r"\s*[+-]?[0-9]", text) or (date and not tail):
        seen.refuse(
            path,
            f"{shown(path)} must be a date, a time or a duration such as '7d', not '{value}'",
        )
    seen.doubt(path, f"whether '{value}' is a date or a duration to Pixi")


def _is_day(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12 or not year:
        return False
    long = 30 + (month + month // 8) % 2
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= (long if month != 2 else 28 + leap)


def _priority(seen: Findings, path: Path, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        wrong(seen, path, value, "an integer")
    if not -(2**31) <= value < 2**31:
        seen.refuse(path, f"{shown(path)} is an integer that does not fit in 32 bits")
