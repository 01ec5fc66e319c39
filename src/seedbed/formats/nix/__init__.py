"""Nix texts, read for what they say, without evaluating anything. Pure."""
