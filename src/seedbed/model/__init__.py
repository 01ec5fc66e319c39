"""The values that everything else speaks of; pure."""
