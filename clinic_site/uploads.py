"""What is taken in of a file that somebody sends, before any form has seen it."""

from django.core.files.uploadhandler import FileUploadHandler

# The largest file that any form takes, and a little: the form then says that it is too large.
MOST_BYTES = 10 * 1024 * 1024


class NoLargerThanNeeded(FileUploadHandler):
    """Pass a file on until it is too large for every form, and drop the rest.

    Stands before the handlers that keep files: they hold what was passed on, so that no sender
    can fill memory or disk, on any address.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Return the chunk for the next handler, or nothing."""
        return raw_data if start <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""
