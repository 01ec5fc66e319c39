"""The package can be imported; replace this with tests of your own."""

from importlib.metadata import version

import @package@


def test_the_package_is_installed() -> None:
    assert @package@.__doc__
    assert version("@dist@")
