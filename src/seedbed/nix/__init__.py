"""What Nix reads of a project as data; Nix text is the layers' and the user's, and never edited."""
