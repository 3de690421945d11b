"""The house's figures: what each shows, in words. The files are static/img/figures/KEY.svg."""

from collections.abc import Mapping
from types import MappingProxyType

from articles.draft import Picture

WIDTH, HEIGHT = 640, 360


def _(text: str) -> str:
    """Mark a text for makemessages; it is translated when it is shown."""
    return text


_ALL = (
    Picture(
        "spine-regions",
        _(
            "A spine seen from the side, in three parts: seven bones in the neck, twelve in the "
            "middle of the back, five in the lower back, and the tailbone below."
        ),
        _("The parts of the spine. Most back pain is felt in the lower back."),
    ),
    Picture(
        "vertebra-and-disc",
        _(
            "Two bones of the spine with a disc between them. "
            "A nerve leaves through a gap at the back."
        ),
        _("A disc lies between two bones. The nerve passes close behind it."),
    ),
    Picture(
        "bulge-and-herniation",
        _(
            "Two discs seen from above. The first swells evenly past its edge: a bulge. "
            "In the second, soft material has pushed out at one spot and touches a nerve."
        ),
        _("Left: a bulging disc. Right: a herniated disc, with some of its inside pushed out."),
    ),
    Picture(
        "sciatic-nerve",
        _(
            "A person seen from behind. The sciatic nerve runs from the lower back through the "
            "buttock and down the back of one leg to the foot."
        ),
        _("The path of the sciatic nerve. Sciatica may be felt anywhere along it."),
    ),
    Picture(
        "saddle-area",
        _(
            "A body outline with the parts that would touch a saddle shaded: "
            "the inner thighs, the genitals and the bottom."
        ),
        _("The saddle area. New numbness or tingling here is an emergency."),
    ),
    Picture(
        "traction-table",
        _(
            "A person lies on a table in two halves. One belt holds the chest and one the hips. "
            "A rope runs from the hip belt to a pulling unit. The hand holds a stop button."
        ),
        _("A traction table. You hold a stop button the whole time."),
    ),
    Picture(
        "walking-plan",
        _(
            "A staircase of walks, from five minutes at the start to thirty minutes, "
            "five times a week, by six months."
        ),
        _("A walking plan grows in small steps. Start where you are."),
    ),
    Picture(
        "course-of-pain",
        _(
            "A line chart of average pain after new back pain: it falls fast in the first "
            "six weeks, then slowly over the year."
        ),
        _("Average pain over a year. Your own path may be faster or slower."),
    ),
    Picture(
        "one-in-ten",
        _("One hundred small people in ten rows of ten. Ten of them are filled in."),
        _("One in ten, shown as 10 people out of 100."),
    ),
)

FIGURES: Mapping[str, Picture] = MappingProxyType({figure.key: figure for figure in _ALL})


def find(key: str) -> Picture | None:
    """Return the figure with this key; None for "". An unknown key has no words at all."""
    return FIGURES.get(key, Picture(key, "", "")) if key else None
