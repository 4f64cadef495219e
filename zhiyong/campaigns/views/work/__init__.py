"""Pages of what units owe: lists, a month, one task with its versions, sheets."""
