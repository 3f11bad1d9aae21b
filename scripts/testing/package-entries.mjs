import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** From the names of a package's built files to the sources that they are made of, as its tsup configurations say. */
export async function packageEntries(folder) {
  const { entry } = await configIn(join(folder, "tsup.config.ts"));
  const types = join(folder, "tsup.types.config.ts");
  return { ...(existsSync(types) ? declaredEntries(await configIn(types)) : {}), ...entry };
}

/** What is built as one file has its parts among the declarations, which tsc writes a file for each source. */
const declaredEntries = ({ entry }) =>
  Object.fromEntries(
    Object.entries(entry).map(([name, declaration]) => [
      name,
      declaration.replace("dist/.types/", "src/").replace(/\.d\.ts$/, ".ts"),
    ]),
  );

async function configIn(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "silent",
    plugins: [configAsWritten],
  });
  const code = outputFiles[0].text;
  const { default: config } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return config;
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
