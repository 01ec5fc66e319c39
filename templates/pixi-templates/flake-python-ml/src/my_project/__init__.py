"""The package of my-project."""
