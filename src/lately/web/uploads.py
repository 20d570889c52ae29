"""How do files come in from a browser: no more than a told size, kept nowhere but in a folder that is thrown away?"""

from __future__ import annotations

import contextlib
import functools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from lately.lib.refusal import Refusal
from lately.web.language import marked

MOST_MB = 200
MOST = MOST_MB * 1024 * 1024
FORM = 1024 * 1024  # what a form holds beside its files


def too_much() -> str:
    """What is said in the browser of files that are larger than may be sent."""
    said = _("These files are larger than %(most)s MB together. Give fewer of them, or a shorter stretch of time.")
    return said % {"most": MOST_MB}


class Bounded(FileUploadHandler):
    """Stops an upload once it is larger than was told, before it fills the disk."""

    def __init__(self, request: HttpRequest, most: int | None = None) -> None:
        super().__init__(request)
        self.most = MOST if most is None else most
        told = int(request.META.get("CONTENT_LENGTH") or 0)
        self.taken = told if told > self.most + FORM else 0

    def handle_raw_input(self, *_: Any, **__: Any) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        """Read nothing at all if more is on its way than is taken."""
        if not self.too_much:
            return None
        return QueryDict(), MultiValueDict()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's signature
        """Count, and pass on."""
        self.taken += len(raw_data)
        if self.too_much:
            raise StopUpload(connection_reset=False)
        return raw_data

    @property
    def too_much(self) -> bool:
        """Whether more was sent than is taken."""
        return self.taken > self.most

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind."""


_BOUND = "lately.bound"
View = Callable[..., HttpResponseBase]


def takes_files(view: View, *, most: int | None = None) -> View:
    """Bound what a view is sent, in bytes. The check against forged requests reads the form, so it comes after."""
    checked = csrf_protect(view)

    @csrf_exempt
    @functools.wraps(view)
    def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.META[_BOUND] = bound = Bounded(request, most)
        request.upload_handlers.insert(0, bound)
        # Of what is refused unread nothing is known, no token either; the view can only say so.
        return view(request, *args, **kwargs) if bound.too_much else checked(request, *args, **kwargs)

    return bounded


def files_of(request: HttpRequest, field: str) -> Sequence[UploadedFile[bytes]]:
    """Return the files of a form's field; raises Refusal if there is none, or if more was sent than is taken."""
    bound: Bounded = request.META[_BOUND]
    if bound.too_much:
        raise Refusal(
            _("This is too much at once."),
            _("A page takes %(most)s MB.") % {"most": marked(f"{bound.most // 1024**2:,}")},
            _("Give fewer files, or a shorter time."),
        )  # fmt: skip
    files = request.FILES.getlist(field)
    if not files:
        raise Refusal(_("No file was chosen."), _("There is nothing to read."), _("Choose one, then press again."))
    return files


@contextlib.contextmanager
def laid_out(request: HttpRequest, field: str) -> Iterator[list[Path]]:
    """Lay the files of a form's field out in a folder, under their own names; it is gone afterwards.

    Raises Refusal if there is none, or if more was sent than is taken.
    """
    files = files_of(request, field)
    with tempfile.TemporaryDirectory(prefix="lately-upload-") as folder:
        yield [_laid(file, Path(folder, str(place))) for place, file in enumerate(files)]


def _laid(file: UploadedFile[bytes], folder: Path) -> Path:
    folder.mkdir()
    path = folder / (Path(file.name or "").name or "file")
    with path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    return path
