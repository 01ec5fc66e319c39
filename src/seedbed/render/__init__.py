"""From choices to files in memory; pure."""
