import { readFileSync } from "node:fs";
import { html } from "../html.mjs";

const guide = readFileSync(new URL("../../docs/guides/integrations.md", import.meta.url), "utf8");
/** The map as the guide prints it. */
const map = /<script type="importmap">\n[\s\S]*?<\/script>\n/.exec(guide)[0];

/** A page without a build: the packages as they are installed, found by an import map. */
export default {
  title: "script tag, import map",
  tools: {},
  async run(project, { on }) {
    await project.writeProgram("esm");
    project.write({ "index.html": html("/page-entry.js", map) });
    return project.browse(".", { on });
  },
};
