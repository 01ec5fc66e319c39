"""Nix: its packages, and the program."""
