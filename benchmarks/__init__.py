"""Speed and memory, measured in one run on one machine. ``python -m benchmarks [NAME ...]``."""
