"""How images come in: looked for, looked at, read to their end."""
