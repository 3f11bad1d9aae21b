import { existsSync } from "node:fs";
import { join } from "node:path";
import { rememberInstall } from "./installed-lockfile.mjs";
import { root } from "./repository.mjs";

// npm runs this after an install by hand, so that `npm start` does not repeat it; there is nothing
// to remember after `npm install --package-lock-only`.
if (existsSync(join(root, "node_modules"))) rememberInstall();
