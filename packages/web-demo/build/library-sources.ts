import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { nameClasses } from "../../../scripts/building/class-names.mjs";

const packages = fileURLToPath(new URL("../..", import.meta.url));
const source = new RegExp(`^${packages}(core-wasm|gpu-webgpu|nn)/src/.*\\.ts$`);

/**
 * Build the library's own files rather than what is published of it: there its wings are one file, of which a bundler
 * cannot leave out what the page does not use. A third of the JavaScript goes. As in the published build every class
 * says its own name, for messages.
 */
export const librarySources = (): Plugin => ({
  name: "library-sources",
  apply: "build",
  enforce: "pre",
  config: () => ({
    resolve: {
      alias: [
        { find: /^@qkv\/(core-wasm|gpu-webgpu|nn)$/, replacement: `${packages}$1/src/index.ts` },
        { find: /^@qkv\/(core-wasm|nn)\/(.+)$/, replacement: `${packages}$1/src/$2/index.ts` },
      ],
    },
  }),
  transform: (code, id) => (source.test(id) ? { code: nameClasses(code), map: null } : undefined),
});
