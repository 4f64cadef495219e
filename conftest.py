"""What the whole suite needs: compiled sentences, and a database that is up.

The settings of the tests start the embedded cluster of `var/` if it is not running. Several
runs share it, each with a database of its own: ZHIYONG_TEST_DB.
"""

from zhiyong.config.messages import compile_catalogues

compile_catalogues()
