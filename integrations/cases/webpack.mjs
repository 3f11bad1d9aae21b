import { bundled } from "../bundled.mjs";

/** webpack without a configuration. */
export default {
  title: "webpack",
  tools: { webpack: "5.113.0", "webpack-cli": "7.3.1" },
  run: (project, { on }) =>
    bundled(project, on, {
      build: () => project.tool("webpack", "--mode", "production", "--entry", "./page-entry.js"),
      script: "/main.js",
    }),
};
