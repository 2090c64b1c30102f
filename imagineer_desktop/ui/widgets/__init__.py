"""Small painted pieces that several rooms use."""
