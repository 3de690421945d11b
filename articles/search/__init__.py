"""Search over what readers can open now. Any text may be typed; none of it can raise.

`searching` is for readers, and `misses` keeps what it did not find. `index` is written by
`editions` alone.
"""
