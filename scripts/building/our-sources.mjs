import { readFile } from "node:fs/promises";
import { nameClasses } from "./class-names.mjs";
import { markPure } from "./pure-initialisers.mjs";

/** What is built of a source file of ours: classes say their names, and what is computed at import is marked. */
export const prepareSource = (source) => markPure(nameClasses(source));

/** The same as a plugin of esbuild. */
export const ourSources = {
  name: "our-sources",
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => ({
      contents: prepareSource(await readFile(path, "utf8")),
      loader: "ts",
    }));
  },
};
