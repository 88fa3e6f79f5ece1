"""What a paste or a question gets in a browser."""

import html
import re
import time

import pytest

from service.api.state import library
from service.pages import highlighting, markdown
from service.pages.answering import answer_text
from service.pages.outside import LINE_LIMIT_CHARACTERS, cut_line, reveal
from tests.listing import list_all
from whygrad.answers.replies import Diagnosis

MESSAGE = "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
UNDECIDED = f"""Traceback (most recent call last):
  File "train.py", line 31, in <module>
    loss.backward()
{MESSAGE}
"""
NOTEBOOK = f"""---------------------------------------------------------------------------
RuntimeError                              Traceback (most recent call last)
Cell In[58], line 11
      9 with torch.no_grad():
     10     y = model(x)
---> 11 y.sum().backward()
     12 print(x.grad)

{MESSAGE}
"""
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}{% raw %}"><b>'


@pytest.fixture(scope="session")
def decided(app):
    """A paste that shows which case it is, and its diagnosis: a program of the knowledge with its own error."""
    client = app.test_client()
    for item in list_all(client, "/v1/errors"):
        for case in client.get(item["url"]).json["cases"]:
            code, raised = case["reproduction"]["code"], case["reproduction"]["raises"]
            if raised:
                lines = code.splitlines()
                number = next(
                    number for number, line in enumerate(lines, 1) if "backward" in line or number == len(lines)
                )
                frame = f'  File "train.py", line {number}, in <module>\n    {lines[number - 1].strip()}'
                paste = f"```python\n{code}```\nTraceback (most recent call last):\n{frame}\n{raised}\n"
                diagnosis = client.post("/v1/diagnoses", json={"traceback": paste}).json
                if diagnosis["answer"] and diagnosis["answer"]["case"]["certainty"] == "evidence":
                    return paste, diagnosis
    raise AssertionError("no paste decides")


def post(client, text, **options):
    return client.post("/", data={"text": text}, **options)


def text_of(page):
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_a_traceback_is_read_as_one_and_its_line_is_marked(client):
    response = post(client, NOTEBOOK)
    assert response.status_code == 200
    assert "Read as an error. <code>RuntimeError</code>" in response.text
    (marked,) = re.findall(r'<mark class="line">(.*?)</mark>', response.text, re.DOTALL)
    assert text_of(marked).split() == ["11", "y.sum().backward()"]
    assert "Cell In[58], line 11" in response.text
    assert MESSAGE in text_of(response.text)


def test_of_a_line_that_stands_alone_no_place_is_told(client):
    page = post(client, f"loss.backward()\n{MESSAGE}").text
    (frame,) = re.findall(r'<figure class="frame">(.*?)</figure>', page, re.DOTALL)
    assert text_of(frame).split() == ["loss.backward()"]


def test_the_order_is_what_happened_what_to_do_why_and_evidence_last(client, decided):
    paste, diagnosis = decided
    page = post(client, paste).text
    case = diagnosis["answer"]["cases"][0]
    parts = [diagnosis["answer"]["title"].split("`")[0], '<mark class="line">', "Your case", "Your paste shows it:", '<ins class="line">',
             "What it changes", f'name="fix" value="{case["fixes"][0]["id"]}"', "Why it happens", "What does not work",
             "Evidence", "How it was recognised"]  # fmt: skip
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_where_the_paste_does_not_decide_every_candidate_is_shown_and_none_is_called_the_case(client):
    page = post(client, UNDECIDED).text
    assert "Your paste does not show which cause it is." in page
    assert "<code>whygrad run --trace train.py</code> runs your program" in page
    assert "Your case" not in page
    candidates = [text_of(title) for title in re.findall(r"<h3>(.*?)</h3>", page.split("Why it happens")[0])]
    entry = client.get("/v1/errors/no-grad-fn").json
    assert candidates == [case["title"].replace("`", "") for case in entry["cases"]]


def test_what_tells_causes_apart_is_shown_once_and_before_any_fix(client):
    page = post(client, UNDECIDED).text
    cases = client.get("/v1/errors/no-grad-fn").json["cases"]
    tests = {case["test"]["code"] for case in cases}
    assert page.count("Put this before the failing line:") == len(tests) < len(cases)
    assert page.index("Put this before the failing line:") < page.index('<ins class="line">')


def test_causes_that_a_paste_points_to_equally_stand_alone(client):
    page = post(client, f"用 LoRA 微调，开了 gradient checkpointing；也许是验证时出错\n{UNDECIDED}").text
    assert "Your paste points to these causes" in page
    assert page.split("Why it happens")[0].count("<h3>") == 2


def test_a_question_is_read_as_one(client):
    page = post(client, "what is a leaf tensor?").text
    assert "Read as a question." in page
    assert '<img src="/v1/concepts/leaf-tensors/figure.svg"' in page
    assert 'name="concept" value="leaf-tensors"' in page


def test_a_question_about_an_error_gets_the_case_that_answers_with_its_fix(client):
    page = post(client, "do i need softmax on the output before the cross entropy loss?").text
    assert "Read as a question." in page
    assert "The case that answers" in page
    assert '<ins class="line">' in page


@pytest.mark.parametrize("text", ["ValueError: too many values to unpack (expected 2)", "KeyError: 'loss'"])
def test_a_foreign_error_is_said_to_be_none_of_ours(client, text):
    page = post(client, text).text
    assert "This error is not explained here" in page
    assert "Paste the whole traceback" in page


def test_a_foreign_question_is_said_to_be_unanswered(client):
    page = post(client, "how do I bake bread").text
    assert "This question is not answered here" in page


def test_what_reads_alike_is_no_diagnosis(client):
    page = post(client, "RuntimeError: grad be implicitly created only for scalar outputs").text
    assert "This very error is not explained here" in page
    assert "do not take them for a diagnosis" in page
    assert 'href="/errors/backward-nonscalar-output"' in page
    assert 'class="fix"' not in page


def test_a_question_too_long_for_one_is_read_as_an_error(app, client):
    long = "what is a leaf tensor? " * 1000
    assert "Read as an error." in post(client, long).text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_answer_is_in_the_language_of_the_page_and_the_other_is_one_click_away(client, language):
    other = {"en": "zh", "zh": "en"}[language]
    page = client.post(f"/?language={language}", data={"text": UNDECIDED}).text
    assert f'<button form="paste" formaction="/?language={other}"' in page
    assert f'action="/?language={language}"' in page
    assert client.get(f"/v1/errors/no-grad-fn?language={language}").json["title"] in page


def test_nothing_pasted_is_kept_by_the_browser_either(client):
    response = post(client, UNDECIDED)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Nothing that you paste is kept." in response.text


def test_nothing_of_a_paste_is_remembered(client):
    caches = [markdown._render, markdown._render_inline, highlighting.colour_program, highlighting.read_diff]
    post(client, UNDECIDED)
    before = [cache.cache_info().currsize for cache in caches]
    page = post(client, UNDECIDED.replace("train.py", "secret.py").replace("loss.", "password.")).text
    assert "secret.py" in page
    assert "password" in page
    assert [cache.cache_info().currsize for cache in caches] == before


def hostile_pastes():
    line = f"x = model({HOSTILE})"
    yield f'Traceback (most recent call last):\n  File "{HOSTILE}.py", line 3, in {HOSTILE}\n    {line}\n{MESSAGE}'
    yield NOTEBOOK.replace("y.sum().backward()", f"y.backward() # {HOSTILE} [a](javascript:alert(1))")
    yield f"{HOSTILE}Error: {HOSTILE}"
    yield f"what is a leaf tensor? {HOSTILE}"
    yield f"ValueError: {HOSTILE} [click](javascript:alert(1)) https://evil.example"
    yield f"`{HOSTILE}` `` ` [x](javascript:alert(1))\n\n```\n{HOSTILE}"
    yield f"</textarea>{HOSTILE}"


@pytest.mark.parametrize("number", range(7))
def test_hostile_text_stays_text(client, number):
    paste = list(hostile_pastes())[number]
    page = post(client, paste).text
    for evil in ("<script", "<img src=x", "<b>", 'href="javascript', "{{7*7}}<", ">49<", "</textarea>&lt;/"):
        assert evil not in page.replace("{{7*7}}{%", "")
    assert "{{7*7}}" in page  # shown as it was sent


def test_characters_that_turn_or_hide_text_are_not_shown_as_they_are(client):
    page = post(client, NOTEBOOK.replace("y.sum()", "y\u202e.sum\u200b()\u2066")).text
    assert not re.search("[\u202e\u200b\u2066]", page.split('<section class="again">')[0])


def test_invisible_characters_are_named_and_others_stay():
    assert reveal("a\u202eb\x00\tc\n中文") == "a\\u202eb\\u0000\tc\n中文"


def test_a_long_line_is_cut():
    assert cut_line("x" * 10_000) == "x" * LINE_LIMIT_CHARACTERS + " …"


@pytest.mark.parametrize("filler", ["x", "(", "`", "<", "\u202e", "a ", "='", '"""'])
def test_lines_as_long_as_a_paste_may_be_are_answered_soon(client, filler):
    line = filler * (150_000 // len(filler.encode()))
    started = time.process_time()
    response = post(client, f'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    {line}\n{MESSAGE}')
    assert response.status_code == 200
    assert time.process_time() - started < 5
    shown, short = (text.split('<section class="again">')[0] for text in (response.text, post(client, UNDECIDED).text))
    assert len(shown) - len(short) < 20_000


def test_a_traceback_of_many_lines_shows_those_around_the_failing_one(client):
    lines = "\n".join(f"{'---> ' if n == 5000 else '     '}{n} y = {n}" for n in range(1, 9000))
    page = post(
        client, f"RuntimeError  Traceback (most recent call last)\nCell In[1], line 5000\n{lines}\n\n{MESSAGE}"
    ).text
    shown = re.findall(r'<span class="number">(\d+)</span>', page)
    assert len(shown) <= 11


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [({"text": " "}, None, 422), ({"colour": "red"}, None, 422), ({"text": "x", "colour": "red"}, None, 422),
     ({"text": "x" * 200_001}, None, 422), ({"text": "x" * 700_000}, None, 413), (b'{"text": "x"}', "application/json", 415),
     (b"x", "multipart/form-data; boundary=x", 415)],
)  # fmt: skip
def test_what_is_no_paste_is_refused_with_a_page(client, data, content_type, status):
    response = client.post("/", data=data, content_type=content_type, headers={"Accept": "text/html"})
    assert response.status_code == status
    assert response.content_type == "text/html; charset=utf-8"
    assert f"HTTP status {status}" in response.text


def test_200_kb_of_chinese_fit_into_a_form(client):
    text = "为什么 backward 之后 grad 是 None？" * 4_300
    assert 180_000 < len(text.encode()) <= 200_000
    assert post(client, text).status_code == 200


def test_a_form_of_another_origin_is_refused(client):
    response = post(client, UNDECIDED, headers={"Origin": "https://evil.example", "Accept": "text/html"})
    assert response.status_code == 403
    assert "Foreign origin" in response.text
    assert post(client, UNDECIDED, headers={"Origin": "http://localhost"}).status_code == 200


def test_a_text_with_an_error_and_a_question_is_diagnosed(app):
    with app.test_request_context("/"):
        assert isinstance(answer_text(library("en"), f"why do I get this?\n{UNDECIDED}"), Diagnosis)
