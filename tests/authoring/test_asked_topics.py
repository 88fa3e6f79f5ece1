"""How people ask about what the folders have, and which topics are relatives."""

from service.authoring.folders import read_knowledge
from service.authoring.topics import relatives_in


def test_what_names_a_topic_and_what_it_names_are_relatives(knowledge_root):
    relatives = relatives_in(read_knowledge(knowledge_root))
    assert relatives["graphs"] == {"no-graph"}
    assert relatives["no-graph"] == {"graphs"}
