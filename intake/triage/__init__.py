"""The questions asked before a booking, and what their answers lead to. Pure: no rows, no clock.

Each set of questions has a version, and the older versions stay here, so that a reviewer can read
an answer beside the very words it was given to. A new wording is a new version, never an edit.
The safety questions decide which page comes next; a checklist only flags, for people to decide.
"""
