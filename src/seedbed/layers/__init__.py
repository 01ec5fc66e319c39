"""The library of layers and presets."""
