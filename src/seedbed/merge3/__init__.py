"""Three-way merges that know no files; pure."""
