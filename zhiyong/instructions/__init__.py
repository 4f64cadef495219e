"""The room `instructions`: leaders' instructions and the sheets that wait for one."""
