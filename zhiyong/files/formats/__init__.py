"""What a file is by its content, and a copy of it without metadata. Pure: no Django, no database.

Every parser of what strangers send runs here, in a process of its own with bounds on memory,
time and output (`python -m zhiyong.files.formats`): a hostile file can break only that.
"""
