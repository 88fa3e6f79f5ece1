"""One repair: observe, propose, look at each candidate, prove, up to four rounds and a budget of time."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from service.repair.proposals import Proposal, Words, propose, words
from service.verifier.inside.repairs.claims import Claim, claim_of, parses
from service.verifier.inside.repairs.evidence import Proof
from service.verifier.inside.repairs.observing import Observation, observe
from service.verifier.inside.repairs.proving import Gate
from whygrad.tracing.findings import Finding

ROUNDS = 4
MOST_LOOKED_AT = 16
MOST_SHOWN = 3
BUDGET_SECONDS = 8.0
WALL_SECONDS = 12.0
RUN_SECONDS = 2.5
Chain = tuple[tuple[Proposal, str], ...]


@dataclass
class Candidate:
    """A program that runs and no longer shows the fault."""

    chain: Chain
    proof: Proof

    @property
    def text(self) -> str:
        """The corrected program."""
        return self.chain[-1][0].text

    @property
    def verified(self) -> bool:
        """Whether it is proven and nothing about it is assumed."""
        return self.proof.verified and self.assumes is None

    @property
    def assumes(self) -> Words | None:
        """The first open intention of its edits."""
        return next((proposal.assumes for proposal, _ in self.chain if proposal.assumes), None)

    @property
    def unproven(self) -> Words | None:
        """The first intention that only a proof would have decided."""
        return next((proposal.unproven for proposal, _ in self.chain if proposal.unproven), None)


@dataclass(frozen=True)
class Outcome:
    """How the program itself ended, the fault that was found, and the candidates, best first."""

    error: BaseException | None
    finding: Finding | None
    candidates: list[Candidate]


@dataclass
class Session:
    """The state of one repair."""

    text: str
    hints: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.process_time)
    began_at: float = field(default_factory=time.monotonic)
    looked_at: int = 0
    was_cut: bool = False
    spent: dict[str, float] = field(default_factory=dict)

    def seconds(self) -> float:
        """How much CPU time the next execution may take."""
        return max(0.05, min(RUN_SECONDS, BUDGET_SECONDS - (time.process_time() - self.began)))

    def has_time(self) -> bool:
        """Whether there is time, and room, for another candidate."""
        is_over = time.process_time() - self.began > BUDGET_SECONDS - RUN_SECONDS / 2
        is_over = is_over or time.monotonic() - self.began_at > WALL_SECONDS
        self.was_cut = self.was_cut or is_over
        return not is_over and self.looked_at < MOST_LOOKED_AT

    def look(self, text: str) -> Observation:
        """Observe a program."""
        began = time.perf_counter()
        seen = observe(text, self.seconds())
        self.spent["looking"] = self.spent.get("looking", 0.0) + time.perf_counter() - began
        self.was_cut = self.was_cut or seen.run.was_cut
        return seen

    def chains(self, text: str, findings: list[Finding], so_far: Chain, seen: Observation) -> Iterator[Chain]:
        """Edits after which the program runs and the fault is gone: for each fault, single ones first, then several."""
        tried = {text}
        for finding in findings:
            half_way: list[tuple[Chain, Observation]] = []
            for proposal in propose(finding, text):
                if proposal.text in tried or not self.has_time() or not parses(proposal.text):
                    continue
                tried.add(proposal.text)
                self.looked_at += 1
                after = self.look(proposal.text)
                chain = (*so_far, (proposal, text))
                if is_clean(seen, after, finding):
                    yield chain
                elif len(chain) < ROUNDS and is_progress(seen, after, finding):
                    half_way.append((chain, after))
            for chain, after in half_way:
                further = self.chains(chain[-1][0].text, ranked(after.findings, [finding.family]), chain, after)
                found = list(itertools.islice(further, MOST_SHOWN))
                yield from found or ([chain] if after.run.error is None and seen.run.error is not None else [])


def is_clean(before: Observation, after: Observation, finding: Finding) -> bool:
    """Whether a program runs and no longer shows what was found."""
    if after.run.error is not None:
        return False
    if before.run.error is not None:
        return not after.families & {"silent-loss-requires-grad-hack", "silent-higher-order-without-create-graph"}
    return count_like(after, finding) < (count_like(before, finding) if finding.is_open else 1)


def count_like(seen: Observation, finding: Finding) -> int:
    """How many faults of a family show; those that are open count only for one that is."""
    return sum(found.family == finding.family and (finding.is_open or not found.is_open) for found in seen.findings)


def is_progress(before: Observation, after: Observation, finding: Finding) -> bool:
    """Whether an edit mended one of several faults: what is wrong now was hidden by it, or is one less."""
    if after.run.was_cut or not after.findings or "no-grad-fn" in after.families - before.families:
        return False
    if before.run.error is None or after.run.error is None:
        return before.run.error is not None or len(after.findings) < len(before.findings)
    same = [other for other in after.findings if other.family == finding.family]
    places = {(other.line, other.operation) for other in before.findings}
    return (
        not same
        or len(same) < len(before.findings)
        or any((other.line, other.operation) not in places for other in same)
    )


def ranked(findings: list[Finding], hints: list[str]) -> list[Finding]:
    """Findings whose family the symptom names come first, in the order of the hints; last what is a fault only
    because the symptom names it."""
    order = {family: position for position, family in enumerate(hints)}
    asked = [found for found in findings if found.family in order or not found.is_open]
    return sorted(asked, key=lambda finding: (finding.is_open, order.get(finding.family, len(order))))


def repair(session: Session) -> Outcome:
    """Repair the session's program."""
    seen = session.look(session.text)
    findings = ranked(seen.findings, session.hints)
    candidates = prove_all(session, findings, seen) if findings else []
    first = finding_of(findings, candidates[0].chain, session.text) if candidates else next(iter(findings), None)
    return Outcome(seen.run.error, first, candidates[:MOST_SHOWN])


def check(session: Session, fixed: str) -> Outcome:
    """Put somebody's own correction of the session's program through the same proof."""
    seen = session.look(session.text)
    findings = ranked(seen.findings, session.hints)
    if not findings:
        return Outcome(seen.run.error, None, [])
    gate = Gate(session.seconds)
    best: tuple[Candidate, Chain] | None = None
    for chain in session.chains(session.text, findings, (), seen):
        claim = claim_of(session.text, chain)
        if claim is None:
            continue
        theirs = Claim(claim.original, fixed, claim.rules, claim.tolerance)
        candidate = Candidate(with_text(chain, fixed), gate.prove(theirs))
        best = best or (candidate, chain)
        if candidate.verified:
            best = (candidate, chain)
            break
    if best is None:
        best = (Candidate(with_text((), fixed), gate.look_at(fixed, session.text)), ())
    return Outcome(seen.run.error, finding_of(findings, best[1], session.text), [best[0]])


def finding_of(findings: list[Finding], chain: Chain, text: str) -> Finding:
    """The finding that a candidate's first edit was made for."""
    texts = {chain[0][0].text} if chain else set()
    return next((f for f in findings if any(proposal.text in texts for proposal in propose(f, text))), findings[0])


def prove_all(session: Session, findings: list[Finding], seen: Observation) -> list[Candidate]:
    """The candidates, verified ones first, then in the order of the strategies."""
    gate = Gate(session.seconds)
    found: list[Candidate] = []
    for chain in session.chains(session.text, findings, (), seen):
        proof = prove(session, gate, chain)
        for check, seconds in proof.spent.items():
            session.spent[check] = session.spent.get(check, 0.0) + seconds
        candidate = Candidate(chain, proof)
        if candidate.verified:
            return [candidate, *found]
        if is_worth_showing(proof) and candidate.text not in [other.text for other in found]:
            found.append(candidate)
        if len(found) >= MOST_SHOWN:
            break
    return sorted(found, key=lambda candidate: candidate.proof.failed is not None)


def prove(session: Session, gate: Gate, chain: Chain) -> Proof:
    """The proof of a chain; where no rule holds, or one that does not hold was only tried, that it runs and trains."""
    claim = claim_of(session.text, chain)
    proof = gate.prove(claim) if claim is not None else None
    if proof is not None and (proof.verified or not any(proposal.unproven for proposal, _ in chain)):
        return proof
    return gate.look_at(chain[-1][0].text, session.text)


def is_worth_showing(proof: Proof) -> bool:
    """Whether it runs, and trains what it is to train or is at least what a rule says."""
    agreed = any(item.check == "reference" and item.result == "passed" for item in proof.evidence)
    return proof.failed != "runs" and (proof.failed != "gradients_flow" or agreed)


def with_text(chain: Chain, text: str) -> Chain:
    """The chain of edits that a caller's program stands in for."""
    theirs = Proposal(
        "your-own",
        text,
        words("Your own correction", "你自己的修改"),
        words("It was run and compared as every candidate is.", "它像其他候选一样被运行和比较。"),
        assumes=next((proposal.assumes for proposal, _ in chain if proposal.assumes), None),
    )
    return ((theirs, chain[0][1] if chain else text),)
