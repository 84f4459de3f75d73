"""Files in and out of the local Bot API, kept in memory under ids that count up."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from aldia.sandbox.bot_api.errors import bad_request
from aldia.sandbox.bot_api.parameters import Upload
from aldia.sandbox.bot_api.values import Json, Media

DOWNLOAD_LIMIT: Final = 20 * 1024 * 1024
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8"
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored file. `path` is what getFile gives out for downloading."""

    id: str
    path: str
    upload: Upload
    media: Media


@dataclass(slots=True)
class Files:
    """All files of one Bot API."""

    by_id: dict[str, Kept] = field(default_factory=dict)
    by_path: dict[str, Kept] = field(default_factory=dict)

    def keep_document(self, upload: Upload) -> Media:
        """Store any file."""
        name = {"file_name": upload.name, "mime_type": upload.mime}
        return self._keep(upload, "documents", name)

    def keep_photo(self, upload: Upload) -> Media:
        """Store a picture; Refusal (400) when it is neither PNG nor JPEG."""
        size = _picture_size(upload.data)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        return self._keep(upload, "photos", {"width": size[0], "height": size[1]})

    def _keep(self, upload: Upload, folder: str, detail: Json) -> Media:
        number = len(self.by_id) + 1
        path = f"{folder}/file_{number}{PurePosixPath(upload.name).suffix}"
        file_id = f"file-id-{number}"
        shown = {"file_id": file_id, "file_unique_id": f"unique-{number}", **detail}
        shown["file_size"] = len(upload.data)
        photo = folder == "photos"
        media = Media("photo" if photo else "document", [shown] if photo else shown, file_id)
        kept = Kept(file_id, path, upload, media)
        self.by_id[file_id] = self.by_path[path] = kept
        return media

    def of(self, file_id: str) -> Kept:
        """The file of that id; Refusal (400) when there is none."""
        if file_id not in self.by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self.by_id[file_id]

    def as_json(self, file_id: str) -> Json:
        """Bot API `File`; Refusal (400) when unknown or too big to download."""
        if file_id not in self.by_id:
            raise bad_request("invalid file_id")
        kept = self.by_id[file_id]
        size = len(kept.upload.data)
        if size > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        unique = file_id.replace("file-id", "unique")
        return {
            "file_id": file_id,
            "file_unique_id": unique,
            "file_size": size,
            "file_path": kept.path,
        }


def _picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG or JPEG."""
    if data.startswith(_PNG) and len(data) >= 24:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return _jpeg_size(data) if data.startswith(_JPEG) else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        if data[place + 1] in _JPEG_FRAMES:
            height, width = data[place + 5 : place + 7], data[place + 7 : place + 9]
            return int.from_bytes(width), int.from_bytes(height)
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return None
