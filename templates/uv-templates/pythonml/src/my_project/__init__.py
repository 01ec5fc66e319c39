"""The package of my-project; ``my_project.train`` starts a training run."""
