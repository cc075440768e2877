"""Labelled sets. Whatever is wrong with a file is one :class:`index.errors.InvalidData` that names file and place."""
