"""Every notification about a booking: which there are, and the text of each as it is sent."""
