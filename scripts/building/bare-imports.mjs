/**
 * A plugin of tsup that takes `import "./chunk-ABC.js";` away, which esbuild writes where one chunk needs nothing of
 * another: our files have no side effects, so it does nothing, and an app's bundler warns of it. Its line stays.
 */
export const bareImports = {
  name: "bare-imports",
  renderChunk: (code) => ({ code: code.replace(/^import "\.\/chunk-[\w-]+\.js";$/gm, "") }),
};
