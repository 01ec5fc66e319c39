"""What keeps a project up to date: the base, and later the merges."""
