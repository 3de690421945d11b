"""The editors' desk: drafts, their evidence, and the editions made of them."""

from articles.admin import article, edition, evidence, feedback, image, section, topics

__all__ = ["article", "edition", "evidence", "feedback", "image", "section", "topics"]
