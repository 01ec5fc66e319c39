"""TOML, YAML, Markdown and templates, as text; pure."""
