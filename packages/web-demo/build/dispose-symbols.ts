import type { Plugin } from "vite";
import { nameDisposables } from "../../../scripts/building/dispose-symbols.mjs";

/** Names what `using` and `await using` call so that every browser has the name, in our own files and in the library's. */
export const disposeSymbols = (): Plugin => ({
  name: "dispose-symbols",
  apply: "build",
  enforce: "pre",
  transform(code, id) {
    const named = id.endsWith(".ts") ? nameDisposables(code) : code;
    return named === code ? undefined : { code: named, map: null };
  },
});
