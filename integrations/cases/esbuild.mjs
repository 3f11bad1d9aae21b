import { bundled } from "../bundled.mjs";

const bundle = ["--bundle", "--format=esm", "--minify", "--log-level=warning"];
const forNode = ["node.js", ...bundle, "--platform=node", "--outfile=node.mjs"];
const forPages = ["page-entry.js", ...bundle, "--splitting", "--outdir=dist"];

/** esbuild, for Node and for a page. */
export default {
  title: "esbuild",
  tools: { esbuild: "0.27.7" },
  quick: ["wasm"],
  async run(project, { on, quick }) {
    await project.writeProgram("esm");
    await project.silentTool("esbuild", ...forNode);
    const [one] = await project.compute("node.mjs", { on: ["wasm"] });
    const inNode = { ...one, engine: "wasm, in Node" };
    if (quick) return [inNode];
    const build = () => project.silentTool("esbuild", ...forPages);
    return [inNode, ...(await bundled(project, on, { build, script: "/page-entry.js" }))];
  },
};
