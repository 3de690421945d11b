"""The house's figures: what each shows, in words. The files are static/img/figures/KEY.svg."""

from collections.abc import Mapping
from types import MappingProxyType

from articles.draft import Figure
from clinic_site.foundation.text.marks import gettext_noop as _

WIDTH, HEIGHT = 640, 360


_ALL = (
    Figure(
        "spine-regions",
        _(
            "Drawing of the spine from the side. From top to bottom: the neck, the upper back, "
            "the lower back, and the base of the spine. The five bones of the lower back are "
            "shaded and are the largest."
        ),
        _(
            "The spine from the side, facing left. The lower back (shaded) has five large bones "
            "and carries most of your weight."
        ),
    ),
    Figure(
        "vertebra-and-disc",
        _(
            "Two drawings. On the left, two bones of the spine from the side with a disc "
            "between them and a nerve leaving behind the disc. On the right, a disc from above: "
            "a ring of layers around a soft middle."
        ),
        _(
            "A disc lies between two bones. It has a tough outer ring and a soft middle. Nerves "
            "pass close behind it."
        ),
    ),
    Figure(
        "bulge-and-herniation",
        _(
            "Three discs seen from above, with two nerves behind each. In the usual disc the "
            "soft middle is in the center. In the bulge the whole disc spreads a little past "
            "its edge. In the herniation some of the soft middle has pushed out through the "
            "ring toward one nerve."
        ),
        _(
            "A usual disc, a bulge and a herniation, seen from above. A disc does not slip out "
            "of place."
        ),
    ),
    Figure(
        "sciatic-nerve",
        _(
            "Drawing of the lower body from behind. Nerve roots leave the lower spine on one "
            "side, join in the bottom, and run as the sciatic nerve down the back of the leg."
        ),
        _(
            "The sciatic nerve starts in the lower back and runs through the bottom and down "
            "the back of each leg. One side is drawn here."
        ),
    ),
    Figure(
        "saddle-area",
        _(
            "Outline of hips and thighs from behind. The shaded area covers the inner part of "
            "the bottom, the area between the legs and the top of the inner thighs."
        ),
        _(
            "The saddle area is the part of you that would touch a saddle. New numbness here is "
            "an emergency."
        ),
    ),
    Figure(
        "traction-table",
        _(
            "A person lies on their back on a table in two parts. Their hips and knees are bent "
            "and their lower legs rest on a stool. Belts around the ribs and the hips form a "
            "harness. A rope runs from the hip belt to a motor at the foot of the table. A "
            "button to stop is in the person’s hand."
        ),
        _(
            "One common set-up. A motor pulls gently on the belt around your hips. You hold a "
            "button that stops it."
        ),
    ),
    Figure(
        "walking-plan",
        _(
            "Five steps that rise from left to right. The lowest is labeled “Start where you "
            "are”. The highest, at 6 months, is labeled “30 minutes, 5 days a week”. A person "
            "walks at each end."
        ),
        _(
            "In one trial, people built up their walking over six months toward 30 minutes, "
            "five times a week. Start where you are."
        ),
    ),
    Figure(
        "course-of-pain",
        _(
            "Line chart of average pain out of 100 over one year, for people with new back "
            "pain. It falls from 52 at the start to 23 at 6 weeks and 6 at 1 year."
        ),
        _(
            "Average pain in people with new back pain, out of 100: 52 at the start, 23 at six "
            "weeks, 6 at a year. Your own course may be faster or slower."
        ),
    ),
    Figure(
        "one-in-ten",
        _(
            "One hundred squares in ten rows. Ten of them are filled. Each square stands for a "
            "treatment; the ten filled ones did better than a pretend treatment."
        ),
        _(
            "About 1 in 10 treatments did better than a pretend one, and by small amounts. That "
            "is 10 in 100 (301 trials of 56 treatments; pain from a squeezed nerve was left "
            "out)."
        ),
    ),
)

FIGURES: Mapping[str, Figure] = MappingProxyType({figure.key: figure for figure in _ALL})


def find_figure(key: str) -> Figure | None:
    """Return the figure with this key; None for "". An unknown key has no words at all."""
    return FIGURES.get(key, Figure(key, "", "")) if key else None
