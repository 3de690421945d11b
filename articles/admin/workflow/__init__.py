"""The actions that lead a draft to readers and back. GET shows what will happen, POST acts."""
