"""Commands of the reader's room."""
