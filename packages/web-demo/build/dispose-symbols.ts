import type { Plugin } from "vite";

/**
 * `using` is built for browsers of 2022, and looks for a method of the name `Symbol.dispose ?? Symbol.for("Symbol.dispose")`.
 * Where a browser has no such symbol, as Firefox before 141, a method `[Symbol.dispose]` is called "undefined".
 */
const name = /\[(Symbol\.(?:dispose|asyncDispose))\]/g;

/** Names what `using` and `await using` call as their built form does, in our own files and in the library's. */
export const disposeSymbols = (): Plugin => ({
  name: "dispose-symbols",
  apply: "build",
  enforce: "pre",
  transform: (code, id) =>
    id.endsWith(".ts") && code.search(name) >= 0
      ? { code: code.replace(name, '[$1 ?? Symbol.for("$1")]'), map: null }
      : undefined,
});
