"""The parts of `seedbed verify`: what is installed, what archives hold, and how to repair it."""
