import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { npmIn, quietly } from "./packed.mjs";
import { Project } from "./project.mjs";
import { timed } from "./timed.mjs";

const folder = new URL("cases/", import.meta.url);

/** Every case, with the name of its file: a kind of project that people have. */
export const cases = await Promise.all(
  readdirSync(folder).map(async (file) => {
    const { default: one } = await import(new URL(file, folder).href);
    return { name: file.replace(/\.mjs$/, ""), type: "module", ...one };
  }),
);

/** A case in a project of its own below `home`, with the packages as packed: its results. */
export async function runCase({ name, type, tools, run }, { home, packed, on }) {
  const project = newProject(join(home, name), type);
  const install = await timed("install", async () => {
    const versions = Object.entries(tools).map(([tool, version]) => `${tool}@${version}`);
    // The command is no part of anybody's project.
    const ours = packed.filter((one) => one.name !== "@qkv/cli").map(({ file }) => file);
    await npmIn(project.folder, "install", ...ours, ...versions, "--save-exact", ...quietly);
    return { faults: [] };
  });
  if (install.faults.length > 0) return [install];
  return resultsOf(() => run(project, { on }));
}

/** The quick half of a case, in a folder below one that has our packages, with the tools of the repository. */
export function runQuickly({ name, type, quick, run }, home) {
  const project = newProject(join(home, name), type);
  return resultsOf(() => run(project, { on: quick, quick: true }));
}

function newProject(path, type) {
  mkdirSync(path);
  const project = new Project(path);
  project.write({ "package.json": { private: true, type } });
  return project;
}

async function resultsOf(run) {
  try {
    return await run();
  } catch (error) {
    return [{ engine: "build", faults: [error.message], seconds: 0 }];
  }
}
