"""Uploads, originals and served copies, number series."""
