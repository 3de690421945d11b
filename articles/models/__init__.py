"""The nouns of the reader's room. Drafts are edited; editions are final."""

from articles.models.appearance import Appearance, AppearanceIsFinal
from articles.models.article import Article
from articles.models.edition import Edition, EditionIsFinal, EditionQuerySet
from articles.models.evidence import Claim, Reference
from articles.models.feedback import Feedback, FeedbackSender
from articles.models.glossary import GlossaryTerm
from articles.models.image import Image
from articles.models.preview import PreviewLink, Remark
from articles.models.search_miss import SearchMiss
from articles.models.section import Section
from articles.models.sign_off import SignOff
from articles.models.topic import Topic

__all__ = [
    "Appearance",
    "AppearanceIsFinal",
    "Article",
    "Claim",
    "Edition",
    "EditionIsFinal",
    "EditionQuerySet",
    "Feedback",
    "FeedbackSender",
    "GlossaryTerm",
    "Image",
    "PreviewLink",
    "Reference",
    "Remark",
    "SearchMiss",
    "Section",
    "SignOff",
    "Topic",
]
