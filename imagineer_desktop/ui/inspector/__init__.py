"""What is known of the selected images: facts, labels, generation."""
