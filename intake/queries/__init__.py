"""Reading: which times are free, and what waits for the staff."""
