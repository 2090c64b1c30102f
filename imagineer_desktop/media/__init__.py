"""What is in a file: its size, its hash, what its generator wrote, and a small picture of it."""
