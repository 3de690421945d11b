"""The starter articles, and how they are loaded."""
