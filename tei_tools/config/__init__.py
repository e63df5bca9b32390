"""Settings from files and from the environment: where they are found, which one holds, and where it came from.

Nothing here knows the command line: it says which settings exist (:class:`Key`) and takes what comes out
(:class:`Setting`).
"""

from __future__ import annotations

from .files import FILE_NAME, ConfigFile, find_project_file, read_files, user_file
from .settings import ENVIRONMENT, Key, Origin, Setting, profile_names, resolve, unused_variables

__all__ = [
    "ENVIRONMENT",
    "FILE_NAME",
    "ConfigFile",
    "Key",
    "Origin",
    "Setting",
    "find_project_file",
    "profile_names",
    "read_files",
    "resolve",
    "unused_variables",
    "user_file",
]
