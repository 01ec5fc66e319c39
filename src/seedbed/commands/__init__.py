"""One verb a module. A command returns a result and prints nothing: `seedbed.cli` talks."""
