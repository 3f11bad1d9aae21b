import { readFile } from "node:fs/promises";
import { nameClasses } from "./class-names.mjs";
import { markPure } from "./pure-initialisers.mjs";

/** An esbuild plugin for the sources of ours: classes say their names, and what is computed at import is marked. */
export const ourSources = {
  name: "our-sources",
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => ({
      contents: markPure(nameClasses(await readFile(path, "utf8"))),
      loader: "ts",
    }));
  },
};
