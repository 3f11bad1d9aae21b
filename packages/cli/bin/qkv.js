#!/usr/bin/env node
// npm links a bin while it installs, when dist is not built yet: so this file is not a built one.
import { existsSync } from "node:fs";

const command = new URL("../dist/qkv.js", import.meta.url);
if (existsSync(command)) await import(command);
else {
  process.stderr.write(
    "error: qkv is not built yet; run npm start, or npm install && npm run build\n",
  );
  process.exitCode = 1;
}
