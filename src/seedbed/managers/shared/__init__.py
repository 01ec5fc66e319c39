"""What several managers have in common."""
