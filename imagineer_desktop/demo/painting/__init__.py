"""The paint box: colors, noise, brushes, and the things a landscape is made of."""
