import { bundled } from "../bundled.mjs";

const entry = ["-i", "page-entry.js", "-d", "dist", "-f", "es"];
/** Without it Rollup finds no package of npm. */
const resolve = ["-p", "@rollup/plugin-node-resolve={browser:true}"];

/** Rollup with what it needs for any package of npm. */
export default {
  title: "Rollup",
  tools: { rollup: "4.68.5", "@rollup/plugin-node-resolve": "16.0.3" },
  run: (project, { on }) =>
    bundled(project, on, {
      build: () => project.tool("rollup", ...entry, ...resolve),
      script: "/page-entry.js",
    }),
};
