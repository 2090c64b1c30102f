"""The terminal's verbs: the same jobs and the same sentences as the window's, for cron and scripts."""
