"""JupyterLab, one server a project: how it is started, what is recorded of it, how it is found."""
