"""One verb a module. A command returns a result and prints nothing: `tilth.cli` talks."""
