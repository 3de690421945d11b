"""A draft set as a finished page, and a finished page filled in for a reader.

The only room that declares HTML safe. `compose` makes the page once, at publication, and leaves
placeholders for everything that may change later; `serve` fills them on every visit.
"""
