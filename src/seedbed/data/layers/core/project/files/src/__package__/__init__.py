"""The package of @name@; ``@package@.train`` starts a training run."""
