import { faultsOf } from "../engines.mjs";
import { html } from "../html.mjs";

/** In a service worker, which may start no threads: it says so. */
export default {
  title: "service worker",
  tools: { esbuild: "0.27.7" },
  async run(project, { on }) {
    await project.writeProgram("esm");
    project.write({
      "service.js": `import { train } from "./train.js";
onmessage = ({ data, source }) =>
  train(data).catch(({ message }) => ({ message })).then((outcome) => source.postMessage(outcome));
`,
      "dist/index.html": html("/main.js"),
      "dist/main.js": `navigator.serviceWorker.onmessage = ({ data }) => console.log("outcome " + JSON.stringify(data));
await navigator.serviceWorker.register("/service.js", { type: "module" });
const { active } = await navigator.serviceWorker.ready;
active.postMessage(JSON.parse(new URL(location.href).searchParams.get("options")));
`,
    });
    // What the library loads when it is first asked for, it may not load in a service worker.
    const single = ["--bundle", "--format=iife", "--minify", "--outfile=dist/service.js"];
    await project.tool("esbuild", "service.js", ...single);
    const refusal = /there are no workers to be had here: a service worker/;
    const outcomeOf = (outcome, engine) =>
      engine !== "threads"
        ? faultsOf(outcome, engine)
        : refusal.test(outcome.message)
          ? []
          : [`expected a refusal, came ${JSON.stringify(outcome)}`];
    return project.browse("dist", { on, outcomeOf });
  },
};
