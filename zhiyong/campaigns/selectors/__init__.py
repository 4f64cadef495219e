"""Reads of campaigns; every one starts with what somebody may see."""
