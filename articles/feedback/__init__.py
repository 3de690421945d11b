"""Was this page useful? Readers' answers: asked without a cookie, kept without an address.

Views: `articles.feedback.views`. This is what the rest of the site may ask.
"""
