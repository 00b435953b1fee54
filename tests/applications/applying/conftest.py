from tests.files.scanner import away, there  # noqa: F401  fixtures for whoever asks
