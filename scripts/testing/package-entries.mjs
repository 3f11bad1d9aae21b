import { join } from "node:path";
import { build } from "esbuild";

/** From the names of a package's built files to the sources that they are made of, as its tsup.config.ts says. */
export async function packageEntries(folder) {
  const { outputFiles } = await build({
    entryPoints: [join(folder, "tsup.config.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "silent",
    plugins: [configAsWritten],
  });
  const code = outputFiles[0].text;
  const { default: config } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  // What is built as one file has its parts among the declarations.
  return { ...config.dts?.entry, ...config.entry };
}

const configAsWritten = {
  name: "config-as-written",
  setup({ onResolve, onLoad }) {
    // Neither tsup nor what the plugins of a build use is needed to read it: TypeScript alone would take minutes.
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("node:")
        ? undefined
        : { path, namespace: "as-written" },
    );
    onLoad({ filter: /.*/, namespace: "as-written" }, () => ({
      contents: "export const defineConfig = (config) => config; export default {};",
    }));
  },
};
