"""The reader's room: drafts, editions and the pages that show them. Knows nothing of booking."""
