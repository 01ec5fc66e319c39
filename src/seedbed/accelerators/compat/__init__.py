"""What goes with which release of a framework, and how that is checked: for `seedbed compat`."""
