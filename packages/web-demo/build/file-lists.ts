import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/**
 * Tells the entries what the build is called: the service worker which files to keep and a version that changes with any
 * of them, the embedded element the name of the stylesheet.
 */
export function fileLists(): Plugin {
  let publicFolder = "";
  return {
    name: "file-lists",
    apply: "build",
    enforce: "post", // the stylesheet is made at the end
    configResolved: ({ publicDir }) => {
      publicFolder = publicDir;
    },
    generateBundle(_, bundle) {
      const own = readdirSync(publicFolder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(publicFolder.length + 1));
      const version = createHash("sha256");
      for (const file of own) version.update(readFileSync(join(publicFolder, file)));
      const built = Object.keys(bundle).filter(
        (file) => file !== "service-worker.js" && file !== "manifest.json",
      );
      for (const file of built) {
        const output = bundle[file]!;
        version.update(output.type === "chunk" ? output.code : output.source);
      }
      const kept = [...built, ...own.filter((file) => !file.endsWith(".md"))].sort();
      const stylesheet = built.find((file) => file.endsWith(".css"));
      if (!stylesheet) this.error("the build has no stylesheet");
      const values = {
        BUILD_FILES: JSON.stringify(kept.map((file) => (file === "index.html" ? "./" : file))),
        BUILD_VERSION: JSON.stringify(version.digest("hex").slice(0, 12)),
        BUILD_STYLESHEET: JSON.stringify(stylesheet),
      };
      for (const output of Object.values(bundle))
        if (output.type === "chunk")
          for (const [name, value] of Object.entries(values))
            output.code = output.code.replaceAll(name, () => value);
    },
  };
}
