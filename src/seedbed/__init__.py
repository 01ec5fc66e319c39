"""seedbed prepares the ground for Python machine-learning projects."""

__version__ = "0.1.0"
