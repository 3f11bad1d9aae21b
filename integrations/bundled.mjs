import { html } from "./html.mjs";

/**
 * The results of a page that `build` bundles into `folder`; where a bundler makes scripts alone, `script` is that of the
 * page.
 */
export async function bundled(project, on, { build, folder = "dist", script }) {
  await project.writeProgram("esm");
  await build();
  if (script) project.write({ [`${folder}/index.html`]: html(script) });
  return project.browse(folder, { on });
}
