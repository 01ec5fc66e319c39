"""The package of my-project."""

import os

# TensorFlow reads these when it is imported; what you set yourself counts
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # print errors only
# leave GPU memory for others
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
