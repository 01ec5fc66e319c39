"""One module for each command. It returns a result and prints nothing: `seedbed.cli` prints."""
