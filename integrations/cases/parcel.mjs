import { bundled } from "../bundled.mjs";
import { html } from "../html.mjs";

/** Parcel without an option: it reads no `exports` of packages then. */
export default {
  title: "Parcel",
  tools: { parcel: "2.16.4" },
  run(project, { on }) {
    project.write({ "index.html": html("./page-entry.js") });
    return bundled(project, on, {
      build: () =>
        project.tool("parcel", "build", "index.html", "--dist-dir", "dist", "--no-cache"),
    });
  },
};
