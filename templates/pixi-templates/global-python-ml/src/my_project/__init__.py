"""The package of my-project; ``my_project.train`` is where a training run starts."""
