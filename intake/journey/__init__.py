"""The booking journey: a visitor's own, and the one that staff walk with a caller on the phone.

One set of steps, forms and pages for both; `by` names the member of staff and is None for visitors.
"""
