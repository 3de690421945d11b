"""Pictures that staff upload: checked, made anew, named by their content, and kept as files.

`open_upload` refuses what is no safe picture, with words for staff. `encode` makes the files that
readers get; the upload itself, with whatever it carried beside its pixels, is never kept.
"""

from clinic_site.foundation.images.encoding import Encoded, encode
from clinic_site.foundation.images.keeping import address, discard, keep, open_file
from clinic_site.foundation.images.naming import FORMATS, STEP, file_name, is_file_name
from clinic_site.foundation.images.opening import Refused, open_upload

__all__ = [
    "FORMATS",
    "STEP",
    "Encoded",
    "Refused",
    "address",
    "discard",
    "encode",
    "file_name",
    "is_file_name",
    "keep",
    "open_file",
    "open_upload",
]
