"""What RFC 6455 and RFC 7692 ask of a client, case by case: `--echo` is driven by a server that tries everything."""

import pytest

pytest.register_assert_rewrite("tests.conformance.playing", "tests.conformance.server_side")
