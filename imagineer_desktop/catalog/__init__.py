"""What is known of the pictures: one SQLite library, its questions and its undoable edits."""
