"""Where Qt waits: threads that drive jobs, answer questions and load thumbnails."""
