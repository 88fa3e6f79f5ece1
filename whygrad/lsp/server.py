"""The language server: publishes findings, explains them on hover, and offers edits that were proven."""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from whygrad.answering import Answering
from whygrad.answers.addresses import href_of
from whygrad.answers.brief import brief_markdown
from whygrad.answers.markdown import diagnosis_markdown, entry_markdown, lower_headings, place_links
from whygrad.answers.replies import Diagnosis
from whygrad.answers.runs import Repair
from whygrad.client import ServerError
from whygrad.lsp.actions import VERIFY, edit, reason_of, silence, verify, withheld
from whygrad.lsp.consent import OPTION, Consent
from whygrad.lsp.failures import diagnosis_of, failure_in
from whygrad.lsp.findings import Found
from whygrad.lsp.hints import hints_in
from whygrad.lsp.messages import say
from whygrad.lsp.protocol import line_range, range_of
from whygrad.lsp.repairs import Repairs
from whygrad.repairing import LOOPBACK, NotPermitted, verify_program
from whygrad.user.last_failure import LastFailure, last_failure_path, read_last_failure
from whygrad.user.settings import Settings

SOURCE = "whygrad"
DIAGNOSE = "whygrad.diagnose"
PASTED_CHARACTERS = 200_000
POLL_SECONDS = 0.5
SEVERITIES = {"failure": lsp.DiagnosticSeverity.Error, "hint": lsp.DiagnosticSeverity.Warning}


class Editor:
    """What is known of the documents that are open in one editor."""

    def __init__(self, server: LanguageServer, settings: Settings) -> None:
        """Answer as the user's settings say."""
        self.server = server
        self.answering = Answering(settings)
        self.language = self.answering.language
        self.failure: LastFailure | None = None
        self.diagnosis: Diagnosis | None = None
        self.found: dict[str, list[Found]] = {}
        self.repairs = Repairs(self.answering)
        self._seen_at = 0.0

    def ask_before_sending(self) -> None:
        """Have the editor confirm what would leave the machine, from now on."""
        address = self.answering.settings.address
        if address and urlsplit(address).hostname not in LOOPBACK:
            refusal = say(self.language, "sending.unconfirmed")
            self.answering.confirm = Consent(self.server, address, refusal, self.look_at_all)

    def read_failure(self) -> bool:
        """Read the last failure anew; whether it is another one."""
        try:
            changed_at = last_failure_path().stat().st_mtime
        except OSError:
            changed_at = 0.0
        if changed_at == self._seen_at:
            return False
        self._seen_at = changed_at
        self.failure = read_last_failure()
        self.diagnosis = diagnosis_of(self.failure, self.answering) if self.failure else None
        return True

    def look(self, document: TextDocument) -> None:
        """Find what is to be told of a document, tell it, and have a failure repaired where that is permitted."""
        text = document.source
        found = hints_in(text)
        failure = self.failure and self.diagnosis and failure_in(document.path, text, self.failure, self.diagnosis)
        if failure:
            found = [failure, *(hint for hint in found if hint.line != failure.line)]
            self.repair(text)
        self.found[document.uri] = found
        self.server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(
                uri=document.uri, version=document.version, diagnostics=[self.describe(one, document) for one in found]
            )
        )

    def look_at_all(self) -> None:
        """Look at every open document."""
        for document in list(self.server.workspace.text_documents.values()):
            self.look(document)

    def describe(self, found: Found, document: TextDocument) -> lsp.Diagnostic:
        """A finding as the protocol has it."""
        server = self.answering.settings.address
        folder = Path(self.failure.folder) if self.failure else Path()
        return lsp.Diagnostic(
            range=range_of(found, document),
            severity=SEVERITIES[found.kind],
            source=SOURCE,
            code=found.id,
            code_description=lsp.CodeDescription(href=server + href_of("error", found.id)) if server else None,
            message=found.text[self.language],
            related_information=[
                lsp.DiagnosticRelatedInformation(
                    location=lsp.Location(uri=(folder / one.file).as_uri(), range=line_range(one.line)),
                    message=one.text,
                )
                for one in found.related
            ],
            data={"id": found.id, "kind": found.kind},
        )

    def repair(self, text: str) -> None:
        """Have a text repaired in the background where the user permits that it is sent."""
        if self.failure and self.answering.settings.runs_programs:
            self.repairs.ask(text, self.failure.traceback)

    def close(self, uri: str) -> None:
        """Forget what was told of a document, and tell nothing of it any more."""
        self.found.pop(uri, None)
        self.server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    def at(self, uri: str, line: int, id_: object = None) -> Found | None:
        """The finding at a line, from 0: that of an entry, or the first."""
        here = (found for found in self.found.get(uri, ()) if found.line == line + 1)
        return next((found for found in here if id_ in (None, found.id)), None)

    def explain(self, found: Found) -> str:
        """What a hover shows."""
        if found.kind == "failure" and self.diagnosis is not None and self.failure is not None:
            culprit = self.failure.culprit.explanation[self.language] if self.failure.culprit else ""
            markdown = brief_markdown(self.diagnosis, self.language, culprit)
        else:
            markdown = entry_markdown(self.answering.library.entry(found.id), self.language)
        return lower_headings(place_links(markdown, self.answering.settings.address))

    def actions(self, document: TextDocument, found: Found, diagnostic: lsp.Diagnostic) -> list[lsp.CodeAction]:
        """What can be done about a finding: proven edits first, then the others, else why there is none."""
        if found.kind == "hint":
            return silence(document, found, diagnostic, self.language)
        repair = self.repairs.of(document.source)
        if isinstance(repair, Repair) and repair.candidates:
            edits = [edit(document, one, diagnostic, self.language) for one in repair.candidates]
            edits[0].is_preferred = repair.candidates[0].verified
            return [*edits, verify(document, self.language)]
        is_permitted = self.answering.settings.runs_programs
        return [withheld(reason_of(repair, is_permitted, self.language), diagnostic, self.language)]

    def diagnose(self, text: str) -> dict[str, str | None]:
        """What a pasted text is: `markdown` to show, and the `title` of the answer, None where there is none."""
        if len(text) > PASTED_CHARACTERS:
            raise JsonRpcInvalidParams(f"text has {len(text):,} characters, at most {PASTED_CHARACTERS:,} are read")
        diagnosis = self.answering.diagnose(text)
        title = diagnosis.answer.title.replace("`", "") if diagnosis.answer else None
        markdown = place_links(diagnosis_markdown(diagnosis, self.language), self.answering.settings.address)
        return {"title": title, "markdown": markdown}

    def verify(self, uri: str) -> str:
        """How a run of the document ended, in a sentence."""
        try:
            verdict = verify_program(self.answering, self.server.workspace.get_text_document(uri).source).verdict
        except NotPermitted:
            return say(self.language, "repair.off")
        except ServerError as error:
            return str(error)
        return say(self.language, "verify.result", outcome=verdict.outcome if verdict else "running")


def build_server(settings: Settings) -> LanguageServer:
    """The language server of one user."""
    # Whole texts: an edit of a part is misplaced by pygls behind a form feed, where it sees the end of a line
    full = lsp.TextDocumentSyncKind.Full
    server = LanguageServer("whygrad", version("whygrad"), text_document_sync_kind=full)
    editor = Editor(server, settings)
    watching: set[asyncio.Task[None]] = set()

    @server.feature(lsp.INITIALIZE)
    def start(parameters: lsp.InitializeParams) -> None:
        options = parameters.initialization_options
        if isinstance(options, dict) and options.get(OPTION):
            editor.ask_before_sending()

    @server.feature(lsp.INITIALIZED)
    async def begin(_: lsp.InitializedParams) -> None:
        watching.add(asyncio.get_running_loop().create_task(watch_failure(editor)))

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(parameters: lsp.DidOpenTextDocumentParams) -> None:
        editor.read_failure()
        editor.look(server.workspace.get_text_document(parameters.text_document.uri))

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(parameters: lsp.DidChangeTextDocumentParams) -> None:
        editor.look(server.workspace.get_text_document(parameters.text_document.uri))

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(parameters: lsp.DidCloseTextDocumentParams) -> None:
        editor.close(parameters.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(parameters: lsp.HoverParams) -> lsp.Hover | None:
        found = editor.at(parameters.text_document.uri, parameters.position.line)
        if found is None:
            return None
        document = server.workspace.get_text_document(parameters.text_document.uri)
        content = lsp.MarkupContent(kind=lsp.MarkupKind.Markdown, value=editor.explain(found))
        return lsp.Hover(contents=content, range=range_of(found, document))

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    def actions(parameters: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        document = server.workspace.get_text_document(parameters.text_document.uri)
        offered = []
        for diagnostic in parameters.context.diagnostics:
            found = editor.at(document.uri, diagnostic.range.start.line, diagnostic.code)
            if diagnostic.source == SOURCE and found is not None:
                offered += editor.actions(document, found, diagnostic)
        return offered

    @server.command(DIAGNOSE)
    @server.thread()
    def diagnose(text: str) -> dict[str, str | None]:
        return editor.diagnose(text)

    @server.command(VERIFY)
    @server.thread()
    def run(uri: str) -> None:
        message = editor.verify(uri)
        server.window_show_message(lsp.ShowMessageParams(type=lsp.MessageType.Info, message=message))

    return server


async def watch_failure(editor: Editor) -> None:
    """Tell a new failure as soon as it is kept."""
    while True:
        if editor.read_failure():
            editor.look_at_all()
        await asyncio.sleep(POLL_SECONDS)
