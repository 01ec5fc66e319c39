"""The package of @name@."""
