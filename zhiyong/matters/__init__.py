"""The handling of what was accepted: matters, messages, outcomes, replies."""
