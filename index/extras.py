"""What to install for a part of the program that is left out at first."""


def how_to_install(extra: str) -> str:
    """The end of a message about something that is not installed: the command that installs it."""
    return f"run in Quoth's own folder: pip install --constraint constraints.txt '.[{extra}]'"
