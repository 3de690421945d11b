"""What readers see that has been overtaken since it was published.

Editions never change, so a source that was retracted, a word that was explained anew or a newer
version of the care cards leaves old ones behind. These functions find them, and change nothing.
"""
