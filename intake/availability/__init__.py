"""From hours, closures and taken time to the times that can be booked. Pure: no rows, no clock.

Words used here:

- A *cell* is five minutes of real time, numbered by UTC epoch seconds // 300. A booking owns cells.
- *Wall* time is what the clock in the clinic shows. Hours, openings, closures and starts are in
  wall time: the clinic is open at an instant when its clock shows a time inside the hours. So the
  hour that spring skips is never open, and the hour that autumn repeats is open twice.
- *Bits* are a stretch of time in one int, one bit for five minutes, the earliest lowest. Then
  "either" is `|`, "both" is `&`, and eight weeks of a diary are a few operations on one number.
"""
