"""The same text gets the same answer, equal as JSON, from a library and over HTTP at the same knowledge version."""

import json

import pytest

from service.api.state import EXTENSION
from service.domain.knowledge import read_libraries
from whygrad.answers.browsing import list_concepts, list_entries, search
from whygrad.answers.bundle import compose_bundle, read_bundle
from whygrad.answers.codec import dump
from whygrad.answers.diagnoses import diagnose, diagnose_batch
from whygrad.answers.logs import diagnose_log
from whygrad.answers.questions import answer_question
from whygrad.languages import LANGUAGES

PLAIN = """Traceback (most recent call last):
  File "/home/mia/gan/train.py", line 88, in <module>
    main()
  File "/home/mia/gan/train.py", line 61, in main
    loss_g.backward()
RuntimeError: Trying to backward through the graph a second time (or directly access saved tensors after they have \
already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). \
Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved \
tensors after calling backward."""
NOTEBOOK = """---------------------------------------------------------------------------
RuntimeError                              Traceback (most recent call last)
Cell In[7], line 3
      1 w = torch.randn(3, requires_grad=True)
      2 with torch.no_grad(): y = (w * 2).sum()
----> 3 y.backward()

RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"""
PASTES = {
    "plain": PLAIN,
    "notebook": NOTEBOOK,
    "one line": "报错了：RuntimeError: grad can be implicitly created only for scalar outputs，torch 2.1.0 怎么办",
    "windows": PLAIN.replace("/home/mia/gan/", "C:\\\\work\\\\gan\\\\").replace("\n", "\r\n"),
    "rank": f"[rank3]: {PLAIN.splitlines()[-1]}",
    "warning": "train.py:12: UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor is being accessed.",
    "similar": "RuntimeError: grad can be created only for scalar outputs",
    "unmatched": "KeyError: 'loss'",
    "emoji": "😀 ValueError: optimizer got an empty parameter list 😀",
}
QUESTIONS = [
    "what is a leaf tensor?",
    "backward里gradient和grad_tensors有什么区别",
    "why is weight.grad None after backward",
    "显存随着 epoch 一直涨，total_loss += loss",
    f"what is wrong here?\n\n{NOTEBOOK}",
    "how long do I boil an egg",
    "AttributeError: 'dict' object has no attribute 'backward'",
]


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(params=["database", "bundle"])
def library(app, language, request):
    served = read_libraries(app.extensions[EXTENSION].source)[language]
    if request.param == "database":
        return served
    return read_bundle(json.loads(json.dumps(dump(compose_bundle(served)))))


def test_a_client_loads_the_bundle_of_a_server(client, language):
    response = client.get(f"/v1/bundle?language={language}")
    library = read_bundle(response.json)
    assert library.version == ask(client, "/v1/diagnoses", language, traceback="x")["knowledge_version"]
    assert dump(diagnose(library, PLAIN)) == ask(client, "/v1/diagnoses", language, traceback=PLAIN)
    again = client.get(f"/v1/bundle?language={language}", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def ask(client, path, language, **body):
    response = client.post(path, json=body | {"language": language})
    assert response.status_code == 200, response.text
    return response.json


@pytest.mark.parametrize("paste", PASTES.values(), ids=PASTES)
def test_a_diagnosis_is_the_same(client, library, language, paste):
    told = ask(client, "/v1/diagnoses", language, traceback=paste)
    assert dump(diagnose(library, paste)) == told


def test_the_pastes_are_of_every_kind(client, language):
    statuses = [ask(client, "/v1/diagnoses", language, traceback=paste)["status"] for paste in PASTES.values()]
    assert {*statuses} == {"matched", "similar", "unmatched"}


def test_a_batch_is_the_same(client, library, language):
    pastes = [*PASTES.values()]
    assert dump(diagnose_batch(library, pastes)) == ask(client, "/v1/diagnoses/batch", language, tracebacks=pastes)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_to_a_question_is_the_same(client, library, language, question):
    assert dump(answer_question(library, question)) == ask(client, "/v1/questions", language, question=question)


def test_a_log_s_failures_are_the_same(client, library, language):
    log = "\n\n".join([PLAIN, "INFO retry", NOTEBOOK, PASTES["unmatched"], PLAIN])
    assert dump(diagnose_log(library, log)) == ask(client, "/v1/logs", language, log=log)


def test_documents_and_lists_are_the_same(client, library, language):
    def get(path):
        return client.get(f"{path}{'&' if '?' in path else '?'}language={language}").json

    for kind, documents in (("errors", library.entries()), ("concepts", library.concepts())):
        for document in documents:
            assert dump(document) == get(f"/v1/{kind}/{document.id}")
    assert dump(list_entries(library, kind="silent", page=2, page_size=3)) == get(
        "/v1/errors?kind=silent&page=2&page_size=3"
    )
    assert dump(list_concepts(library)) == get("/v1/concepts")
    assert dump(search(library, "leaf tensor")) == get("/v1/search?q=leaf+tensor")
