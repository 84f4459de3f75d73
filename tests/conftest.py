"""What every test may use."""

from hypothesis import settings

pytest_plugins = ["tests.servers.fixtures", "tests.databases"]

# A busy machine is no fault of the code under test.
settings.register_profile("aldia", deadline=None)
settings.load_profile("aldia")
