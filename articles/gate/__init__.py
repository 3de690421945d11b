"""The publication gate: a draft goes in, findings come out. Judges content only.

Pure. Sign-off, reviewer and review date are `editions`'s to judge.
"""
