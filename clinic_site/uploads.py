"""What is taken in of a file that somebody sends, before any form has seen it."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

# The largest file that any form takes, and a little: the form then says that it is too large.
MOST_BYTES = 10 * 1024 * 1024


class NoLargerThanNeeded(FileUploadHandler):
    """Pass a file on until it is too large for every form, and drop the rest.

    Stands before the handlers that keep files: they hold what was passed on, so that no sender
    can fill memory or disk, on any address. Of somebody who is not signed in nothing is passed on:
    an empty file tells that there was one.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Keep the file from the handlers after this one, unless its sender is signed in."""
        super().new_file(*args, **kwargs)
        user = getattr(self.request, "user", None)
        self.is_kept = user is not None and user.is_authenticated
        if not self.is_kept:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Return the chunk for the next handler, or nothing."""
        return raw_data if self.is_kept and start <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> SimpleUploadedFile | None:
        """Leave the file to the handlers after this one, or tell that there was one."""
        return None if self.is_kept else SimpleUploadedFile(self.file_name or "", b"")
