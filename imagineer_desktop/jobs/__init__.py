"""Long work, each piece one generator: a yield is progress, the return value is the result."""
