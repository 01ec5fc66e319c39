"""The package of @name@; ``@package@.train`` is where a training run starts."""
