import { html } from "../html.mjs";

const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src data:";

/** A page whose policy allows its own files and nothing else: the worker of threads is one of them. */
export default {
  title: "strict policy",
  tools: { esbuild: "0.27.7" },
  async run(project, { on }) {
    await project.writeProgram("esm");
    project.write({
      "strict.js": `import { answer } from "./page.js";
answer({ worker: "/qkv-worker.js" }).then((outcome) => console.log("outcome " + JSON.stringify(outcome)));
`,
      "dist/index.html": html("/strict.js"),
    });
    const bundle = ["--bundle", "--format=esm", "--minify", "--splitting", "--outdir=dist"];
    await project.tool("esbuild", "strict.js", ...bundle);
    project.copy("node_modules/@qkv/nn/dist/worker.js", "dist/qkv-worker.js");
    return project.browse("dist", { on, policy });
  },
};
