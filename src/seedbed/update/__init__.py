"""Updates: the base, three-way merges, and switches between managers; pure."""
