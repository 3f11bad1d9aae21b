#!/usr/bin/env node
// npm links a bin while it installs, when dist is not built yet: so this file is not a built one.
import "../dist/qkv.js";
