"""Runs Debian's vicc as it is: its package is not on Python's path, and it imports a module of Python 2."""

import hashlib
import runpy
import sys
import types

sha = types.ModuleType("sha")
sha.new = hashlib.sha1
sys.modules["sha"] = sha
sys.path.insert(0, "/usr/lib/python3/site-packages/virtualsmartcard")
sys.argv[0] = "/usr/bin/vicc"
runpy.run_path("/usr/bin/vicc", run_name="__main__")
