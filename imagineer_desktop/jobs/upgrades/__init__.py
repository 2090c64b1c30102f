"""Libraries of older revisions."""
