"""Settings, one module for each place the code runs.

base        what is true everywhere; reads no environment variable
local       one machine with its own data folder: secrets are made on first start and kept there
test        the test suite: strict and fast
production  every secret and address is required; nothing has a default
"""
