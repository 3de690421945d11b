"""A draft shown to an invited reviewer who has no account, and what they say about it.

`mint` makes a link, `find` opens it, `revoke` ends it; `leave` keeps a remark and `mark_done` ticks
it off; `purge` deletes what is old. The only writer of preview links and remarks.
"""
