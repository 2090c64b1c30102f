"""The look: colors, fonts, icons and the application's style."""
