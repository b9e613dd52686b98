"""What people touch: the command line and the chat window."""

__version__ = "0.1.0"
