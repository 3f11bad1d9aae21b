import * as library from "@qkv/nn";

/** The public exports of @qkv/nn; one that is not there is an error which names it. */
export const nn = new Proxy(library, {
  get(exports, name) {
    if (name in exports) return exports[name];
    throw new Error(`the library does not have it: @qkv/nn exports no ${String(name)}`);
  },
});
