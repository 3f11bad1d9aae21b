import { html } from "../html.mjs";

/** All computing in a Web Worker, which starts its own threads. */
export default {
  title: "Web Worker",
  tools: { vite: "8.3.8" },
  async run(project, { on }) {
    await project.writeProgram("esm");
    project.write({
      "index.html": html("/main.js"),
      "worker.js":
        'import { train } from "./train.js";\nonmessage = async ({ data }) => postMessage(await train(data));\n',
      "main.js": `const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => console.log("outcome " + JSON.stringify(data));
worker.onerror = ({ message }) => console.error(message);
worker.postMessage(JSON.parse(new URL(location.href).searchParams.get("options")));
`,
      "vite.config.js": 'export default { worker: { format: "es" } };\n',
    });
    await project.tool("vite", "build", "--logLevel", "warn");
    return project.browse("dist", { on });
  },
};
