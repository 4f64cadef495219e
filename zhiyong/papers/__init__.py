"""Official documents: rendering, issue, numbers, the way back of a scan."""
