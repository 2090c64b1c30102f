"""What a person can do: each feature owns its actions, its dialogs and its edits."""
