"""What is kept about people: for how long, giving it out, and deleting it."""
