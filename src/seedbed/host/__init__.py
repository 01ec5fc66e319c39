"""All effects: files, programs, git, signals."""
