"""`whygrad mcp`: for assistants, over the Model Context Protocol; needs the extra `mcp`.

What it says of itself is short and exact, since an assistant decides by it when to call. Each tool answers with text to
read and, as structured content, with the same JSON as the library, the command and a server.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver.resources import FunctionResource
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from whygrad.answering import Answering
from whygrad.answers.brief import brief_markdown
from whygrad.answers.browsing import list_titles
from whygrad.answers.codec import dump
from whygrad.answers.documents import Concept, Entry
from whygrad.answers.library import UnknownItem
from whygrad.answers.listing_markdown import question_markdown, titles_markdown
from whygrad.answers.markdown import document_markdown
from whygrad.answers.repair_markdown import repair_markdown
from whygrad.answers.replies import Diagnosis, QuestionAnswer, Titles
from whygrad.answers.runs import Repair, Verification
from whygrad.client import ServerError
from whygrad.repairing import NotPermitted, repair_program, verify_program
from whygrad.user.settings import Settings

INSTRUCTIONS = """Diagnoses PyTorch autograd faults from curated entries whose fixes were run and checked by gradients.
Call `diagnose` when a traceback or a torch warning is at hand, `ask` for how autograd behaves or when a model does not
train and nothing is raised, `explain` for an id that either names. Where `ask` answers nothing, or beside the point,
choose from `topics`, all titles. `case.certainty` is `evidence` where the traceback
decides the cause; where it is `none`, run the tests that are shown before you change anything. `repair` and `check_fix`
run the user's program: only a candidate with `verified` true is proven; what another assumes, ask the user."""
READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)

Text = Annotated[str, Field(min_length=1, max_length=200_000)]
Code = Annotated[str, Field(min_length=1, max_length=100_000, description="The whole program, one file.")]
Traceback = Annotated[str, Field(max_length=200_000, description="The traceback that it printed, if it raised.")]


def build_server(settings: Settings) -> MCPServer:
    """The server of one user: what runs programs is there only where their settings name something that may."""
    server = MCPServer("whygrad", instructions=INSTRUCTIONS, version=version("whygrad"))
    answering = Answering(settings)
    tools = Tools(answering)
    reading: list[Callable[..., CallToolResult]] = [tools.diagnose, tools.ask, tools.topics, tools.explain]
    running: list[Callable[..., CallToolResult]] = [tools.verify, tools.repair, tools.check_fix]
    for tool in [*reading, *(running if settings.runs_programs else [])]:
        server.add_tool(tool, annotations=READS)
    add_resources(server, answering)
    return server


class Tools:
    """What an assistant can call."""

    def __init__(self, answering: Answering) -> None:
        """Answer as the user's settings say."""
        self._answering = answering

    def diagnose(
        self,
        traceback: Annotated[Text, Field(description="The text as it was printed, whole; code around it helps.")],
    ) -> Annotated[CallToolResult, Diagnosis]:
        """Say what a PyTorch traceback or warning means, which cause it shows, and the fix that was run."""
        diagnosis = self._answering.diagnose(traceback)
        return result(brief_markdown(diagnosis, self._answering.language, more=" "), diagnosis)

    def ask(
        self,
        question: Annotated[Text, Field(max_length=20_000, description="In English or Chinese; code may stand in it.")],
    ) -> Annotated[CallToolResult, QuestionAnswer]:
        """Answer a question about autograd, or about training that goes wrong without an error."""
        answer = self._answering.ask(question)
        return result(question_markdown(answer, self._answering.language), answer)

    def topics(self) -> Annotated[CallToolResult, Titles]:
        """List the titles of all errors and concepts with their ids, to choose what to `explain`."""
        titles = list_titles(self._answering.library)
        return result(titles_markdown(titles, self._answering.language), titles)

    def explain(
        self, id: Annotated[str, Field(max_length=200, description="Of an error or a concept.")]
    ) -> CallToolResult:
        """Give an error or a concept whole: every cause with its test, fixes, what does not work and why."""
        try:
            document = self._answering.library.document(id)
        except UnknownItem:
            return refusal(f"There is nothing with the id {id!r}; `ask` finds it by words.")
        return result(document_markdown(document, self._answering.language), document)

    def verify(self, code: Code) -> Annotated[CallToolResult, Verification]:
        """Run a program in a sandbox: how it ended, each leaf's gradient, and the line that did it."""
        return self._run(lambda: verify_program(self._answering, code))

    def repair(
        self,
        code: Code,
        traceback: Traceback = "",
        symptom: Annotated[str, Field(max_length=20_000, description="What goes wrong, if it does not raise.")] = "",
    ) -> Annotated[CallToolResult, Repair]:
        """Correct a program by the smallest edit and prove it by running both; `verified` or what it assumes."""
        known = {"traceback": traceback, "symptom": symptom}
        return self._run(partial(repair_program, self._answering, code, **{k: v for k, v in known.items() if v}))

    def check_fix(
        self,
        code: Code,
        fixed: Annotated[Code, Field(description="The program as corrected, whole.")],
        traceback: Traceback = "",
    ) -> Annotated[CallToolResult, Repair]:
        """Put a correction that you or the user wrote through the same proof, before you call it right."""
        known = {"fixed": fixed, **({"traceback": traceback} if traceback else {})}
        return self._run(partial(repair_program, self._answering, code, **known))

    def _run(self, ask: Callable[[], Repair | Verification]) -> CallToolResult:
        try:
            answer = ask()
        except (ServerError, NotPermitted) as error:
            return refusal(str(error))
        language = self._answering.language
        text = repair_markdown(answer, language) if isinstance(answer, Repair) else verdict_text(answer)
        return result(text, answer)


def add_resources(server: MCPServer, answering: Answering) -> None:
    """Every entry and concept, as Markdown."""
    library = answering.library
    for folder, documents in (("errors", library.entries()), ("concepts", library.concepts())):
        for document in documents:
            write = partial(document_markdown, document, answering.language)
            add_resource(server, f"{folder}/{document.id}", document, write)


def add_resource(server: MCPServer, path: str, document: Entry | Concept, write: Callable[[], str]) -> None:
    """One document, written when it is read."""
    server.add_resource(
        FunctionResource(
            uri=f"whygrad://{path}",
            name=document.id,
            title=document.title,
            description=document.summary,
            mime_type="text/markdown",
            fn=write,
        )
    )


def verdict_text(verification: Verification) -> str:
    """A verdict in a few lines."""
    verdict = verification.verdict
    if verdict is None:
        return verification.status
    lines: list[str] = [verdict.outcome]
    if verdict.exception is not None:
        lines.append(f"{verdict.exception.type}: {verdict.exception.message} (line {verdict.exception.line})")
    if verdict.culprit is not None:
        lines.append(f"line {verdict.culprit.line}: {verdict.culprit.explanation}")
    lines += [f"{item.name}: {item.status}" for item in verdict.gradients]
    return "\n".join([*lines, verdict.stdout])


def result(text: str, document: object) -> CallToolResult:
    """Text to read, and the same as JSON."""
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=dump(document))


def refusal(text: str) -> CallToolResult:
    """Why there is no answer."""
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)
