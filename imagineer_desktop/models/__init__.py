"""What Qt may ask: item models over the library, and the selection."""
