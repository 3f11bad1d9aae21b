import { bundled } from "../bundled.mjs";
import { html } from "../html.mjs";

/** Vite: the page under development, and the built one. */
export default {
  title: "Vite",
  tools: { vite: "8.3.8" },
  async run(project, { on }) {
    await project.writeProgram("esm");
    project.write({ "index.html": html("/page-entry.js") });
    const server = await project.serve("vite", ["--port", "PORT", "--strictPort"]);
    const [one] = await server.visit({ on: ["wasm"] }).finally(server.stop);
    const developed = { ...one, bytes: undefined, engine: "wasm, in development" };
    const build = () => project.tool("vite", "build", "--logLevel", "warn");
    return [developed, ...(await bundled(project, on, { build }))];
  },
};
