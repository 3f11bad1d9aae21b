/**
 * `using` is built for engines of 2022, and looks for a method of the name `Symbol.dispose ?? Symbol.for("Symbol.dispose")`.
 * Where there is no such symbol, as in Firefox before 141 and in jsdom, a method `[Symbol.dispose]` is called "undefined".
 */
const name = /\[(Symbol\.(?:dispose|asyncDispose))\]/g;

/** Names what `using` and `await using` call as their built form does. */
export const nameDisposables = (code) => code.replace(name, '[$1 ?? Symbol.for("$1")]');

/** The same as a plugin of tsup. */
export const disposeSymbols = {
  name: "dispose-symbols",
  renderChunk: (code) => ({ code: nameDisposables(code) }),
};
