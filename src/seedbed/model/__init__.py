"""The values that all other rooms use; pure."""
