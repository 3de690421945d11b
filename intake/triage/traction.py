"""Version 1 of the checklist before traction. A yes or a not sure is for a clinician to look at.

An item is marked `for_clinician` where the clinic's own clinician has yet to confirm it against
the manual of the table in use.
"""

from clinic_site.foundation.text.marks import gettext_noop as _
from clinic_site.foundation.warning_signs import Sign
from intake.triage.questions import Question, QuestionSet

HINT = _(
    "Choose yes if any one of these fits you. If you are not sure, say so. "
    "A yes does not end your booking: a clinician looks at it first."
)

VERSION_1 = QuestionSet(
    name="traction",
    version=1,
    questions=(
        Question(
            "signs-infection",
            _("Do you have a warning sign, an infection or a part that is newly swollen?"),
            HINT,
            (
                Sign(
                    "red-flag",
                    _("You have one of the warning signs that we asked about first."),
                    for_clinician=True,
                ),
                Sign("infection", _("You have an infection now, in your spine or anywhere else.")),
                Sign(
                    "new-inflammation",
                    _("A part of your body has become hot, red, swollen and painful."),
                ),
            ),
        ),
        Question(
            "bones",
            _("Has a bone been injured, weak or ill?"),
            HINT,
            (
                Sign(
                    "fracture-injury",
                    _("You have broken a bone in your spine, or had a serious injury lately."),
                ),
                Sign("tumor", _("You have a tumor in your spine, or cancer in your bones.")),
                Sign("osteoporosis", _("You have weak bones that break easily (osteoporosis).")),
                Sign(
                    "thin-bones",
                    _("You were told that your bones are thin, but not yet osteoporosis."),
                ),
                Sign(
                    "long-term-steroids",
                    _("You have taken steroids for a long time."),
                    for_clinician=True,
                ),
            ),
        ),
        Question(
            "spine",
            _("Were you ever told one of these about your spine?"),
            HINT,
            (
                Sign(
                    "cord-or-large-disc",
                    _("Something presses on your spinal cord, or a large disc bulges backward."),
                ),
                Sign(
                    "unstable-spine",
                    _(
                        "Your spine is unstable, or one bone has moved forward over the one below "
                        "(spondylolisthesis)."
                    ),
                ),
                Sign("narrow-canal", _("The space for your nerves is narrow (spinal stenosis).")),
            ),
        ),
        Question(
            "operation",
            _("Have you had an operation on your spine?"),
            HINT,
            (
                Sign(
                    "hardware-surgery",
                    _(
                        "You have screws, plates or cages in your spine, or bones of it were "
                        "joined. Or it is still healing from an operation."
                    ),
                ),
            ),
        ),
        Question(
            "joints",
            _("Do you have an illness of the joints, or very loose joints?"),
            HINT,
            (
                Sign(
                    "inflamed-joints",
                    _(
                        "You have rheumatoid arthritis or another illness that inflames joints, "
                        "or your ligaments are loose."
                    ),
                ),
                Sign(
                    "ankylosing-spondylitis",
                    _("You have arthritis that stiffens the spine (ankylosing spondylitis)."),
                ),
                Sign("flexible-joints", _("Your joints bend much further than most.")),
            ),
        ),
        Question(
            "heart-lungs-blood",
            _("Do you have a problem with your heart, lungs, blood or blood vessels?"),
            HINT,
            (
                Sign(
                    "vessel-disease",
                    _("You have ill blood vessels, or a swollen main one (aortic aneurysm)."),
                ),
                Sign("heart-lung", _("You have a serious heart or lung illness.")),
                Sign("blood-pressure", _("Your blood pressure is high, or goes up and down.")),
                Sign("blood-thinners", _("You take blood thinners.")),
                Sign("easy-bruising", _("You bruise easily."), for_clinician=True),
            ),
        ),
        Question(
            "harness",
            _("Is there a reason why belts should not press on your belly or ribs?"),
            HINT,
            (
                Sign("pregnancy", _("You are pregnant, or might be.")),
                Sign("hiatus-hernia", _("Part of your stomach is pushed up (hiatus hernia).")),
                Sign(
                    "other-hernia", _("You have another hernia in your belly."), for_clinician=True
                ),
                Sign(
                    "skin-ribs",
                    _("Your skin is sore or cut where a belt would lie, or you hurt a rib lately."),
                    for_clinician=True,
                ),
            ),
        ),
        Question(
            "table",
            _("Would lying strapped to a table be hard for you?"),
            HINT,
            (
                Sign("claustrophobia", _("Straps or tight spaces frighten you.")),
                Sign(
                    "cannot-say-stop",
                    _("You might not be able to tell us to stop."),
                    for_clinician=True,
                ),
                Sign(
                    "over-the-limit",
                    _("You are very heavy, or heavier than the table allows."),
                    for_clinician=True,
                ),
                Sign("under-18", _("You are under 18."), for_clinician=True),
            ),
        ),
        Question(
            "made-worse",
            _("Has traction ever made things worse?"),
            HINT,
            (
                Sign(
                    "worse-with-traction",
                    _("Pulling made your pain, tingling, numbness or weakness worse."),
                ),
            ),
        ),
    ),
)
