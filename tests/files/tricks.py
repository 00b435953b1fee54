"""The tricks of a DOCX, an ODT and a PDF, with the verdict on each; their honest twins are "taken"."""

import zipfile

from tests.files import hostile
from tests.files.hostile import DOCX, ODT, pdf, rebuilt, replacing

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
RELS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


def relation(
    kind: str, *, target: str = "http://elsewhere.example/x", mode: str = ' TargetMode="External"'
) -> bytes:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    said = f'<Relationship Id="rIdX" Type="{base}/{kind}" Target="{target}"{mode}/></Relationships>'
    return rebuilt(DOCX, change=replacing(RELS, b"</Relationships>", said.encode()))


def field(*runs: str) -> bytes:
    """The DOCX with a field whose code is split over runs."""
    code = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    said = f"<w:p>{begin}{code}{end}</w:p></w:body>"
    return rebuilt(DOCX, change=replacing("word/document.xml", b"</w:body>", said.encode()))


def in_body(markup: str) -> bytes:
    office = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
    said = markup.replace("<o:OLEObject", f"<o:OLEObject {office}") + "</w:body>"
    return rebuilt(DOCX, change=replacing("word/document.xml", b"</w:body>", said.encode()))


def odt_with(markup: str) -> bytes:
    return rebuilt(
        ODT, change=replacing("content.xml", b"</office:text>", f"{markup}</office:text>".encode())
    )


def foreign_prefixes() -> dict[str, tuple[str, str]]:
    """S72: what the tricks below do, under prefixes that no office program writes."""
    base = "urn:oasis:names:tc:opendocument:xmlns"
    link = 'xmlns:l="http://www.w3.org/1999/xlink" l:href'
    return {
        "an event": (f'<q:event-listener xmlns:q="{base}:script:1.0"/>', "programs"),
        "an event of a newer version": (f'<q:event-listener xmlns:q="{base}:script:1.3"/>', "programs"),
        "an event of a version to come": (f'<q:event-listener xmlns:q="{base}:script:1.10"/>', "programs"),
        "an event of another committee": (
            '<q:event-listener xmlns:q="urn:oasis:names:tc:any:xmlns:script:1.x"/>',
            "programs",
        ),
        "an event of before": ('<q:event-listener xmlns:q="http://openoffice.org/2000/script"/>', "programs"),
        "a script": (f'<text:p xmlns:text="{base}:office:1.0"><text:script/></text:p>', "programs"),
        "a plug-in": (f'<text:plugin xmlns:text="{base}:drawing:1.0"/>', "programs"),
        "an OLE object": (f'<z:object-ole xmlns:z="{base}:drawing:1.0"/>', "attached"),
        "a picture from elsewhere": (
            f'<z:image xmlns:z="{base}:drawing:1.0" {link}="http://a.example/x.png"/>',
            "outside",
        ),
        "a picture that says it is a link": (
            f'<q:a xmlns:q="{base}:style:1.0" {link}="http://a.example/"/>',
            "outside",
        ),
        "a link": (f'<q:a xmlns:q="{base}:text:1.0" {link}="https://a.example/">x</q:a>', "taken"),
    }


def many_entries() -> bytes:
    return rebuilt(DOCX, add={f"word/media/{n}.png": b"" for n in range(2_001)})


def following(many: int) -> bytes:
    """So many steps within the document, and one out of it."""
    return b"<</S/GoTo/D[3 0 R/Fit]/Next" * many + b"<</S/GoToR/F(x.pdf)>>" + b">>" * many


def with_change(content: bytes) -> bytes:
    """As programs append one: an object, its place, an end of its own."""
    start = len(content)
    said = b"4 0 obj\n<</Length 2>>\nstream\nQ \nendstream\nendobj\n"
    before = content.rindex(b"xref\n0")
    table = b"xref\n4 1\n%010d 00000 n \n" % start
    tail = b"trailer\n<</Size 5/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (before, start + len(said))
    return content + said + table + tail


DOCX_TRICKS = {
    "as it is": (DOCX, "taken"),
    "a hyperlink": (relation("hyperlink"), "taken"),
    "a linked picture": (relation("image"), "outside"),
    "a template from elsewhere": (relation("attachedTemplate"), "outside"),
    "an OLE object": (relation("oleObject", target="embeddings/o.bin", mode=""), "attached"),
    "an embedded part": (rebuilt(DOCX, add={"word/embeddings/o.bin": b"x"}), "attached"),
    "OLE bytes under a picture's name": (
        rebuilt(DOCX, add={"word/media/a.png": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99)}),
        "programs",
    ),
    "a program under a picture's name": (
        rebuilt(DOCX, add={"word/media/a.png": b"MZ" + bytes(99)}),
        "programs",
    ),
    "a macro project": (rebuilt(DOCX, add={"word/vbaProject.bin": b"x"}), "programs"),
    "a macro type": (
        rebuilt(
            DOCX,
            change=replacing(
                TYPES,
                b"wordprocessingml.document.main+xml",
                b"ms-word.document.macroEnabled.main+xml",
            ),
        ),
        "programs",
    ),
    "a DDE field": (field(" DDEAUTO c:\\\\windows\\\\cmd.exe "), "outside"),
    "a macro project by another name": (relation("vbaProject", target="x.bin", mode=""), "programs"),
    "an OLE object in the text": (
        in_body('<w:object><o:OLEObject ProgID="Package"/></w:object>'),
        "attached",
    ),
    "an outside relation in small letters": (relation("image", mode=' TargetMode="external"'), "outside"),
    "a short DDE field": (in_body('<w:p><w:fldSimple w:instr=" DDE cmd "/></w:p>'), "outside"),
    "a DDE field in pieces": (field("DD", "E", "AUTO cmd"), "outside"),
    "the word DDE in a link": (field(' HYPERLINK "http://a.example/dde" '), "taken"),
    "too many entries": (many_entries(), "bomb"),
    "a dense part": (rebuilt(DOCX, add={"word/media/a.bmp": bytes(20_000_000)}), "bomb"),
    "too much in all": (
        rebuilt(DOCX, add={f"word/media/{n}.bmp": bytes(20_000_000) for n in range(6)}),
        "bomb",
    ),
    "a lie about a size": (hostile.with_lying_size(DOCX), "damaged"),
    "an archive inside": (rebuilt(DOCX, add={"word/media/a.png": DOCX}), "packed"),
    "a symbolic link": (hostile.with_symlink(DOCX), "packed"),
    "a way out": (rebuilt(DOCX, add={"../../evil.xml": b"<x/>"}), "packed"),
    "an absolute name": (rebuilt(DOCX, add={"/etc/evil.xml": b"<x/>"}), "packed"),
    **{
        f"the name {name!r}": (hostile.with_entry(DOCX, name), "packed")
        for name in ("..\\..\\evil.xml", "C:evil.xml", "\\evil.xml", "word/a\x00b.xml")
    },
    **{
        f"an archive that begins {start!r}": (hostile.with_entry(DOCX, "word/media/a.png", start), "packed")
        for start in (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08\x00")
    },
    "packed another way": (
        hostile.with_entry(DOCX, "word/media/a.png", bytes(99), how=zipfile.ZIP_BZIP2),
        "packed",
    ),
    "an entry with a password": (hostile.with_entry(DOCX, "word/media/a.png", flag_bits=1), "password"),
    "another name inside": (hostile.with_other_name_inside(DOCX), "packed"),
    "an entry inside an entry": (hostile.with_entry_inside_an_entry(DOCX), "packed"),
    "the same name in two cases": (rebuilt(DOCX, add={"WORD/document.xml": b"<x/>"}), "packed"),
    "overlapping entries": (hostile.with_overlap(DOCX), "packed"),
    "bytes before it": (b"#" * 40 + DOCX, "damaged"),
    "a main part that is not XML": (
        rebuilt(DOCX, change=lambda name, data: b"hello" if name == "word/document.xml" else data),
        "damaged",
    ),
    "cut short": (DOCX[:-200], "damaged"),
}
ODT_TRICKS = {
    "as it is": (ODT, "taken"),
    "a link": (
        odt_with(f'<text:p><text:a {XLINK} xlink:href="https://a.example/">x</text:a></text:p>'),
        "taken",
    ),
    **{
        f"a macro below {folder}": (rebuilt(ODT, add={f"{folder}/Standard/m.xml": b"<x/>"}), "programs")
        for folder in ("Basic", "Scripts", "Dialogs")
    },
    "an event": (
        odt_with('<script:event-listener xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"/>'),
        "programs",
    ),
    "a picture from elsewhere": (
        odt_with(
            '<draw:image xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
            f'{XLINK} xlink:href="http://elsewhere.example/x.png"/>'
        ),
        "outside",
    ),
    "an OLE object": (
        odt_with('<draw:object-ole xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"/>'),
        "attached",
    ),
    "a DDE link": (
        odt_with("<text:dde-connection-decls><text:dde-connection-decl/></text:dde-connection-decls>"),
        "outside",
    ),
    **{
        f"{what}, by another prefix": (odt_with(markup), verdict)
        for what, (markup, verdict) in foreign_prefixes().items()
    },
    "names of ours in a foreign namespace": (
        odt_with('<draw:plugin xmlns:draw="urn:x"/><script:event-listener xmlns:script="urn:y"/>'),
        "taken",
    ),
    "a prefix that stands for nothing": (odt_with("<nobody:plugin/>"), "damaged"),
    "another mimetype": (
        rebuilt(ODT, change=lambda name, data: b"text/html" if name == "mimetype" else data),
        "damaged",
    ),
}
PDF_TRICKS = {
    "as it is": (pdf(), "taken"),
    "white space before it": (b"\r\n" + pdf(), "taken"),
    "opening at a page": (pdf(trailer=b"/OpenAction[3 0 R/Fit]"), "taken"),
    "a script on opening": (pdf(trailer=b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), "programs"),
    "a script with an escaped name": (pdf(trailer=b"/OpenAction<</S/J#61vaScript/J#53(x)>>"), "programs"),
    "a script nothing points to": (pdf(b"<</S/JavaScript/JS(x)>>"), "programs"),
    "a script without a type": (pdf(b"<</JS(x)>>"), "programs"),
    "an action without its script": (pdf(b"<</S/JavaScript>>"), "programs"),
    "a script in the names": (pdf(trailer=b"/Names<</JavaScript<</Names[(a)5 0 R]>>>>"), "programs"),
    "a launch": (pdf(trailer=b"/AA<</WC<</S/Launch/F(cmd.exe)>>>>"), "programs"),
    "a remote file on opening": (pdf(trailer=b"/OpenAction<</S/GoToR/F(other.pdf)/D[0/Fit]>>"), "outside"),
    "a server's file on opening": (
        pdf(trailer=b"/OpenAction<</S/GoToR/F(\\\\\\\\server\\\\x.pdf)>>"),
        "outside",
    ),
    "a page of the web on opening": (pdf(trailer=b"/OpenAction<</S/URI/URI(http://a.example/)>>"), "outside"),
    "that in another object": (pdf(b"<</S/GoToR/F(x.pdf)>>", trailer=b"/OpenAction 5 0 R"), "outside"),
    "that after a harmless one": (
        pdf(b"<</S/GoToR/F(x.pdf)>>", trailer=b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[5 0 R]>>"),
        "outside",
    ),
    "that when a page is opened": (pdf(b"<</AA<</O<</S/GoToR/F(x.pdf)>>>>>>"), "outside"),
    "that after many harmless ones": (pdf(trailer=b"/OpenAction " + following(30)), "outside"),
    "a circle of harmless ones": (
        pdf(b"<</S/GoTo/D[3 0 R/Fit]/Next[5 0 R 5 0 R]>>", trailer=b"/OpenAction 5 0 R"),
        "taken",
    ),
    "a kind of action in another object": (pdf(b"<</S 6 0 R/F(x)>>", b"/SubmitForm"), "outside"),
    "a server's file in another object": (pdf(b"<</S/GoToR/F 6 0 R>>", rb"(\\\\server\\x.pdf)"), "outside"),
    "a server's file in a description": (
        pdf(rb"<</S/GoToR/F<</Type/Filespec/UF(\\\\server\\x.pdf)>>>>"),
        "outside",
    ),
    "a server's file by its old name": (pdf(rb"<</Type/Filespec/DOS(\\\\server\\x.pdf)>>"), "outside"),
    "a server's file by the other stroke": (pdf(rb"<</S/GoToR/F(\\/server/x.pdf)>>"), "outside"),
    "a server for all links": (pdf(trailer=b"/URI<</Base(file://server/)>>"), "outside"),
    "a form that is sent": (pdf(b"<</S/SubmitForm/F(http://a.example/)>>"), "outside"),
    "a form that is sent, in a broken object": (pdf(b"<</S/SubmitForm/F(x)"), "outside"),
    "a link to a server's file": (pdf(b"<</Type/Action/S/URI/URI(file:////server/x)>>"), "outside"),
    "a link to another file": (pdf(b"<</Type/Action/S/GoToR/F(papers.pdf)/D[0/Fit]>>"), "taken"),
    "a link that was relative": (pdf(b"<</Type/Action/S/URI/URI(file:///C:/cv/papers.pdf)>>"), "taken"),
    "a link to a server by two words": (pdf(b"<</Type/Action/S/URI/URI(file://server/x)>>"), "outside"),
    "a link to the web": (pdf(b"<</Type/Action/S/URI/URI(https://a.example/)>>"), "taken"),
    "an archive behind it": (pdf() + DOCX, "attached"),
    "an archive behind it, and an end": (pdf() + DOCX + b"\n%%EOF\n", "attached"),
    "an archive in a stream of it": (
        pdf(b"<</Length %d>>\nstream\n%b\nendstream" % (len(DOCX), DOCX)),
        "attached",
    ),
    "an archive in a comment": (pdf().replace(b"%%EOF\n", b"%") + DOCX, "attached"),
    "a page of the web behind it": (pdf() + b"\n<!DOCTYPE html><script>x</script>", "attached"),
    "that, and an end": (pdf() + b"<html><script>x</script>\n%%EOF\n", "attached"),
    "a program behind it": (pdf() + b"MZ\x90\x00\x03" + bytes(100), "attached"),
    **{
        f"{what} far behind it, {where}": (pdf() + b"#" * 2_000 + bytes_ + tail, "attached")
        for what, bytes_ in {"a page": b"<html>x", "an archive": b"Rar!\x1a\x07\x00"}.items()
        for where, tail in {"at the end": b"", "and an end": b"\nstartxref\n99\n%%EOF\n"}.items()
    },
    "a page behind much white space": (pdf() + b" " * 5_000 + b"<html>x", "attached"),
    "a page in a comment behind it": (with_change(pdf() + b"%" * 2_000 + b"<html>\n"), "attached"),
    "a page behind an end without its mark": (
        with_change(pdf().replace(b"%%EOF", b"") + b"#" * 2_000 + b"<html>\n"),
        "attached",
    ),
    "a picture behind it": (pdf() + b"\xff\xd8\xff\xe0" + b"x" * 3_000, "attached"),
    "a word of a mail program behind it": (pdf() + b"\n--\nscanned\n", "taken"),
    "white space behind it": (pdf() + b"\r\n\x00\x00\n" + bytes(5_000), "taken"),
    "a change behind it": (with_change(pdf()), "taken"),
    "changes behind it, with comments": (
        with_change(with_change(pdf()) + b"% changed\n%\xe2\xe3\xcf\xd3\r\n"),
        "taken",
    ),
    "an attached file": (
        pdf(
            b"<</Type/Filespec/F(a.exe)/EF<</F 6 0 R>>>>",
            b"<</Type/EmbeddedFile/Length 2>>\nstream\nMZ\nendstream",
            trailer=b"/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>",
        ),
        "attached",
    ),
    "an attached file without its type": (
        pdf(b"<</EF<</F 6 0 R>>>>", b"<</Length 2>>\nstream\nMZ\nendstream"),
        "attached",
    ),
    "a list of attachments": (pdf(trailer=b"/Names<</EmbeddedFiles<</Names[(a)null]>>>>"), "attached"),
    "an attached stream": (pdf(b"<</Type/EmbeddedFile/Length 2>>\nstream\nMZ\nendstream"), "attached"),
    "a script that is packed away": (hostile.pdf_with_object_stream(b"<</S/JavaScript/JS(x)>>"), "programs"),
    "words that are packed away": (hostile.pdf_with_object_stream(b"<</Title(JavaScript)>>"), "taken"),
    "an empty list of attachments": (pdf(trailer=b"/Names<</EmbeddedFiles<</Names[]>>>>"), "taken"),
    "a broken object": (pdf(b"<</Type/Annot"), "taken"),
    "a script in a broken object": (pdf(b"<</S/J#61vaScript/JS(x)"), "programs"),
    "rich media": (pdf(b"<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]>>"), "programs"),
    "a form with scripts": (pdf(trailer=b"/AcroForm<</XFA 5 0 R>>"), "programs"),
    "a GIF as well": (hostile.gif_and_pdf(), "misnamed"),
    "a header alone": (b"%PDF-1.7\n", "damaged"),
    "a header and noise": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged"),
    "no page": (pdf().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[     ]/Count 0"), "damaged"),
}
