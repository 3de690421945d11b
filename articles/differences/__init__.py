"""What differs between two texts of an article, part by part and word by word.

Pure: standard library only. A text is a snapshot as an edition keeps it (`asdict(draft)`), of any
age: a field that one side does not know is empty there, and a field that nobody here has heard of
is compared all the same. Nothing raises, and the work is bounded for texts of any length.
"""
