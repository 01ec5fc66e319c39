"""Where things are, whatever folder a test is in."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the project: of a clone, or of an sdist."""
FIXTURES = ROOT / "tests" / "fixtures"
