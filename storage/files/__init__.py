"""Files in and out: tables of people as businesses really keep them.

Reading streams: memory stays bounded however long the file. Whatever is wrong with a file is one
`FileError` with a code and parameters for its text (`file.<code>`), never a traceback.
"""

from datetime import date, datetime

# A cell as its file holds it; "" is an empty one. Integral numbers are int, whole days date.
Cell = str | int | float | bool | date | datetime


class FileError(Exception):
    """A file that cannot be used. `code` names why; `params` fill the text `file.<code>`.

    Codes: missing, empty, unreadable, password_protected, not_a_table, unsupported_format,
    no_such_sheet, too_large, too_many_rows, damaged.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        """Keep the code and its parameters."""
        super().__init__(code, params)
        self.code = code
        self.params = params
