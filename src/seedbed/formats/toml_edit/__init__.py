"""Edits TOML as it is written: comments, order and layout stay; pure."""
