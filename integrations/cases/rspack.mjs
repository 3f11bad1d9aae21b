import { bundled } from "../bundled.mjs";

const build = `import { rspack } from "@rspack/core";

rspack({ mode: "production", entry: "./page-entry.js" }, (error, stats) => {
  console.log(error ?? stats.toString());
  process.exitCode = error || stats.hasErrors() ? 1 : 0;
});
`;

/** Rspack without a configuration. */
export default {
  title: "Rspack",
  tools: { "@rspack/core": "2.2.8" },
  run(project, { on }) {
    project.write({ "build.js": build });
    return bundled(project, on, {
      build: () => project.tool(process.execPath, "build.js"),
      script: "/main.js",
    });
  },
};
