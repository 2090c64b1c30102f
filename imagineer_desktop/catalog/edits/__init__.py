"""Every undoable edit: a frozen dataclass whose apply() does it and returns the edit that takes it back."""
