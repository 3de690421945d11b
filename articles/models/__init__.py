"""The nouns of the reader's room. Drafts are edited; editions are final."""

from articles.models.article import Article, Section, Topic
from articles.models.edition import Appearance, Edition, EditionIsFinal, EditionQuerySet, SignOff
from articles.models.evidence import Claim, GlossaryTerm, Reference
from articles.models.image import Image
from articles.models.responses import Feedback, PreviewLink, Remark, SearchMiss

__all__ = [
    "Appearance", "Article", "Claim", "Edition", "EditionIsFinal", "EditionQuerySet", "Feedback",
    "GlossaryTerm", "Image", "PreviewLink", "Reference", "Remark", "SearchMiss", "Section",
    "SignOff", "Topic",
]  # fmt: skip
