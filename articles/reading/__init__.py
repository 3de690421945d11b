"""The reader's pages, and all that they show."""
