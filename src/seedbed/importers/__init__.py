"""What existing projects say in files of their own, in the terms of a manager. Pure."""
