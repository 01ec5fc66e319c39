"""Compares the checker of Pixi's rules with recorded verdicts of the real Pixi.

Each line of the file is a JSON object with `file` (`pyproject.toml` or `pixi.toml`), `toml` (the
whole manifest), `accepted`, and `encoding` where its bytes are no UTF-8. Prints how often both
agree, and how often not in which way:

    python tools/pixi_verdicts.py FILE.jsonl
"""

from __future__ import annotations

import json
import sys
from collections import Counter

from seedbed.managers.pixi.rules import ACCEPTS, REFUSES, UNJUDGED, judge

AGREE, TOO_LAX, TOO_STRICT, NOT_JUDGED = WORDS = (
    "agree",
    "accepts what Pixi refuses",
    "refuses what Pixi accepts",
    "not judged",
)
_WORD = {
    (ACCEPTS, True): AGREE,
    (REFUSES, False): AGREE,
    (ACCEPTS, False): TOO_LAX,
    (REFUSES, True): TOO_STRICT,
    (UNJUDGED, True): NOT_JUDGED,
    (UNJUDGED, False): NOT_JUDGED,
}


def compare(path: str) -> Counter[str]:
    """How often each of `WORDS` holds of the verdicts in a file."""
    counts: Counter[str] = Counter()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            given = json.loads(line)
            answer = judge(given["toml"], given["file"]).answer
            if given.get("encoding", "utf-8").lower() not in ("utf-8", "utf8"):
                answer = UNJUDGED  # a checker of text cannot see bytes that are none
            counts[_WORD[answer, given["accepted"]]] += 1
    return counts


def main() -> int:
    """Print the one line; a wrong number of arguments is 2."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    counts = compare(sys.argv[1])
    print(", ".join(f"{word} {counts[word]}" for word in WORDS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
