"""The same program, written otherwise: wrapped in a function, with other names, with comments in another language."""

import ast
import builtins
import io
import keyword
import random
import textwrap
import tokenize

COMMENTS = (
    "# 注意：这里只是示例",
    "# TODO tidy this up",
    "# 形状 (N, D)，数值不重要",
    "# see the notebook for details 🙂",
    "# 下面这一行以后再改",
)
SUFFIXES = ("_1", "_value", "_量", "2", "_tmp")
BLOCK = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def mutate(code: str, seed: int) -> str:
    """One of many programs that mean the same; the same seed does the same to a program and to its correction."""
    kinds = [wrap, rename, remark]
    chosen = [kind for number, kind in enumerate(kinds) if (seed >> number) & 1] or [remark]
    for kind in chosen:
        code = kind(code, seed)
    return code


def wrap(code: str, seed: int) -> str:
    """Everything but imports, classes and functions moves into `main()`; its names stay global where they are read."""
    del seed
    lines = code.splitlines(keepends=True)
    kept, moved = [], []
    done = 0
    for node in ast.parse(code).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        if first <= done:  # it stands on the line of the statement before it
            continue
        done = node.end_lineno
        text = "".join(lines[first - 1 : done])
        (kept if isinstance(node, BLOCK) else moved).append(text)
    shared = sorted(assigned(code) & read_in_blocks(code))
    head = f"    global {', '.join(shared)}\n" if shared else ""
    return "".join(kept) + "\n\ndef main():\n" + head + textwrap.indent("".join(moved), "    ") + "\n\nmain()\n"


def assigned(code: str) -> set[str]:
    """Names that the top level assigns."""
    found: set[str] = set()
    for node in ast.parse(code).body:
        if not isinstance(node, BLOCK):
            found |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return found


def read_in_blocks(code: str) -> set[str]:
    """Names that functions and classes read."""
    blocks = [node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return {n.id for block in blocks for n in ast.walk(block) if isinstance(n, ast.Name)}


def rename(code: str, seed: int) -> str:
    """Variables get other names; attributes, parameters, keywords and what is imported keep theirs."""
    tree = ast.parse(code)
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    fixed = {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg | ast.keyword) and n.arg}
    fixed |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    fixed |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)} | {*dir(builtins)}
    suffix = SUFFIXES[seed % len(SUFFIXES)]
    new = {name: name + suffix for name in names - fixed if name != "_"}
    lines = code.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(code).readline))):
        if token.type == tokenize.NAME and token.string in new and not keyword.iskeyword(token.string):
            (row, column), (_, end) = token.start, token.end
            line = lines[row - 1]
            lines[row - 1] = line[:column] + new[token.string] + line[end:]
    return "".join(lines)


def remark(code: str, seed: int) -> str:
    """Comments before statements and at their ends, and empty lines."""
    lines = code.splitlines(keepends=True)
    starts = {node.lineno for node in ast.walk(ast.parse(code)) if isinstance(node, ast.stmt)}
    inside = {
        row
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for row in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
    }
    written = []
    for number, line in enumerate(lines, 1):
        draw = random.Random(f"{seed} {line}")
        if (
            number in starts
            and number not in inside
            and line.strip()
            and not line.lstrip().startswith(("@", "else", "elif"))
        ):
            if draw.random() < 0.3:
                indent = line[: len(line) - len(line.lstrip())]
                written.append(f"{indent}{draw.choice(COMMENTS)}\n")
            if draw.random() < 0.2 and "#" not in line and line.rstrip()[-1:] not in ("\\", "(", "[", "{", ","):
                line = f"{line.rstrip()}  {draw.choice(COMMENTS)}\n"
        written.append(line)
    return "".join(written)
