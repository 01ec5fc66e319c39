"""Three-way merges of text and values, without files; pure."""
