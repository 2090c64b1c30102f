"""One picture large: zoom and pan, culling bar, filmstrip."""
