"""Version 1 of the safety wording. Once people have answered to it, it is never edited."""

from clinic_site.foundation.text.marks import gettext_noop as _
from clinic_site.foundation.warning_signs.wording import Card, Level, Sign, Wording

EMERGENCY = Card(
    level=Level.EMERGENCY,
    level_name=_("Emergency"),
    heading=_("Call {emergency_number} or go to the nearest {emergency_department} now if:"),
    lead=_(
        "You have back pain or leg pain, and any one of these signs is new or is getting worse."
    ),
    signs=(
        Sign(
            "saddle-numbness",
            _(
                "The parts that touch a saddle feel numb or tingly: your genitals, inner thighs, "
                "bottom or anus. Or wiping with toilet paper does not feel the same."
            ),
        ),
        Sign(
            "bladder",
            _(
                "Peeing has changed. It is hard to start, you cannot go, or pee leaks out. Or you "
                "cannot feel that your bladder is full, or feel the pee coming."
            ),
        ),
        Sign("bowel", _("You cannot hold your poop, some leaks out, or you cannot feel it.")),
        Sign(
            "both-legs",
            _(
                "Both legs hurt, tingle, or feel weak or numb. "
                "This matters most if it is very bad or is spreading."
            ),
        ),
        Sign(
            "sexual-change",
            _(
                "Sex suddenly feels or works differently. You may have lost feeling in your "
                "genitals, or have new trouble getting an erection or ejaculating."
            ),
        ),
        Sign(
            "heavy-weakness",
            _("A leg has become very weak, one foot will not lift, or your legs give way."),
            # Some surgeons allow 24 hours for a foot that will not lift. The clinic's clinician
            # sets the line; until then this is the safer side of it.
            for_clinician=True,
        ),
        Sign(
            "serious-accident",
            _("It began after a serious accident, like a car crash or a fall from high up."),
        ),
        Sign("chest-pain", _("Your chest hurts too.")),
        Sign(
            "burst-vessel",
            _(
                "You have sudden, very bad pain in your belly or back. You also feel faint or "
                "short of breath, have a cold sweat, or your heart is racing."
            ),
        ),
        Sign(
            "sepsis",
            _(
                "You look or feel very ill. You may be confused, breathe very fast, "
                "or have blue or blotchy skin."
            ),
            for_clinician=True,
        ),
        Sign(
            "cancer-nerve-signs",
            _(
                "You have cancer, or have had it, and one of these is new. Your legs are weak or "
                "numb, you walk unsteadily, or the way you pee or poop has changed."
            ),
            for_clinician=True,
        ),
    ),
    closing=_(
        "One sign is enough. Do not wait for an appointment. "
        "Do not drive yourself: ask someone to take you, or call {emergency_number}."
    ),
)

URGENT = Card(
    level=Level.URGENT,
    level_name=_("Urgent"),
    heading=_("Call {urgent_line} and ask for help today if:"),
    lead=_("You have back pain or leg pain, and any one of these is true for you."),
    signs=(
        Sign("fever", _("You have a fever, you are shivering, or you feel ill all over.")),
        Sign(
            "infection-risk",
            _(
                "You can catch infections more easily. Your body may be weak at fighting them, you "
                "may have diabetes, or you may inject drugs. Or you had an infection, an injection "
                "in your spine or a spine operation not long ago."
            ),
        ),
        Sign("weight-loss", _("You are losing weight and you do not know why.")),
        Sign("cancer-history", _("You have had cancer, and this pain is new or feels different.")),
        Sign("lump", _("Your back has a new lump or swelling, or its shape has changed.")),
        Sign("no-rest-relief", _("Resting does not ease the pain, or it is worse at night.")),
        Sign("high-pain", _("The pain is high in your back, between your shoulder blades.")),
        Sign("cough-pain", _("It hurts more when you cough, sneeze or poop.")),
        Sign(
            "weak-bones",
            _(
                "The pain came suddenly after a small bump or a bend. And you have weak bones, "
                "are over 70, or have taken steroid tablets for a long time."
            ),
        ),
        Sign(
            "one-leg-worse",
            _("One leg is getting weaker or more numb."),
            for_clinician=True,
        ),
    ),
    closing=_(
        "One sign is enough. It may have a simple cause, but have it checked today. "
        "If nobody answers, go to the nearest {emergency_department}. "
        "If you see an emergency sign, call {emergency_number} now."
    ),
)

SELF_CARE = Card(
    level=Level.SELF_CARE,
    level_name=_("Self-care"),
    heading=_("Look after yourself, and make an ordinary appointment if:"),
    lead=_("Keep moving as well as you can. Any one of these is a good reason to come."),
    signs=(
        Sign("not-easing", _("You have cared for it at home for a few weeks, and it still hurts.")),
        Sign("daily-life", _("The pain keeps you from things you do every day.")),
        Sign("getting-worse", _("The pain is getting worse.")),
        Sign("worried", _("You are worried about it.")),
    ),
    closing=_(
        "One reason is enough. If you see an emergency or urgent sign, "
        "do not wait for that appointment: get help."
    ),
)

VERSION_1 = Wording(version=1, emergency=EMERGENCY, urgent=URGENT, self_care=SELF_CARE)
