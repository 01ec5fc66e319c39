"""What an update has to know of environment files, which only conda has; pure."""

from __future__ import annotations

from seedbed.managers.conda.coming_back import come_back
from seedbed.managers.conda.environments import merge_environment
from seedbed.managers.conda.generated import as_generated
from seedbed.managers.conda.left_over import left_over
from seedbed.managers.conda.things import things

__all__ = ["as_generated", "come_back", "left_over", "merge_environment", "things"]
