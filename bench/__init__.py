"""Measures seedbed side by side with its peers, all in one run: `make bench`."""
