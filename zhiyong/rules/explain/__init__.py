"""What a plan says about a set of facts: every rule, every reason, every clause.

Each part reads its own keys of the question and returns its own keys of the answer; parts run in
the order below, so that facts computed by one (figures, ballots) reach the next (leads).
The format of both is docs/reference/facts.md.
"""

from zhiyong.rules.explain.context import Context, cited

__all__ = ["Context", "cited"]
