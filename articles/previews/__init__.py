"""A draft shown to an invited reviewer who has no account, and what they say about it."""
