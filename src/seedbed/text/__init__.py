"""Serializers and escapers: the only ways by which a value enters a text."""
