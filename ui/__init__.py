"""Replies as people and programs see them: the command line, the chat, REST and MCP."""

from importlib.resources import files

#: The page's own styles, scripts and frame.
STATIC = files(__name__) / "static"
#: The page's words, a file for each language.
LANGUAGES = files(__name__) / "languages"
