"""What a file is, by its first bytes and, for a ZIP, by the names of what it holds. Nothing is unpacked."""

import zipfile
from typing import BinaryIO

BEGINNINGS = (
    (b"{\\rtf", "rtf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"#!", "exe"),
)
PAGES = (b"<!doctype html", b"<html", b"<script", b"<body", b"<head", b"<svg", b"<?php")


def kind_inside(file: BinaryIO) -> str:
    """pdf, docx, odt, another extension that `verdicts` knows, "password", or "" for no idea."""
    file.seek(0)
    start = file.read(1024)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return _kind_of_archive(file)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _kind_of_old_office(file)
    for beginning, kind in BEGINNINGS:
        if start.startswith(beginning):
            return kind
    if any(mark in start.lower() for mark in PAGES):
        return "html"
    return "txt" if start and _is_text(start) else ""


def _kind_of_archive(file: BinaryIO) -> str:
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                return kind
    if {"mimetype", "content.xml"} <= names:
        return "odt"
    return "zip"


def _kind_of_old_office(file: BinaryIO) -> str:
    """Word puts a document with a password into the container of its old format."""
    file.seek(0)
    return "password" if "EncryptedPackage".encode("utf-16-le") in file.read() else "doc"


def _is_text(start: bytes) -> bool:
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4 and b"\x00" not in start
    return b"\x00" not in start
