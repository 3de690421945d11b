"""What may happen to a booking, as one table. Pure: the standard library only.

The actions, the staff's buttons, the refusals, the notifications, the diagram in the README and
the full-matrix test all read `table.TRANSITIONS`, so adding a row there is how a new action comes
into being.
"""
