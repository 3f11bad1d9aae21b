import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packages } from "../packages.mjs";
import { root } from "../repository.mjs";
import { documentsNamedIn, importGraph } from "./import-graph.mjs";
import { selectTouched } from "./selection.mjs";
import { stages } from "./stages.mjs";
import { fromRoot, testFiles } from "./test-files.mjs";

/** What a change touches, once all is built: selectTouched's result, with a line on what that leaves out. */
export async function touchedBy({ since, files: changed }) {
  const differ = `${changed.length} ${changed.length === 1 ? "file differs" : "files differ"} from ${since}`;
  let projects;
  let graph;
  try {
    projects = projectsOf(await testFiles());
    graph = await importGraph(sources(), packages);
  } catch (error) {
    const reason = error.message.trimEnd().replaceAll(/\s*\n\s*/g, " ");
    const notice = `${differ}; everything runs, as the imports cannot be followed: ${reason}`;
    return { everything: true, notice };
  }
  const selected = selectTouched({ changed, graph, projects, stages });
  return { ...selected, notice: `${differ}; ${noticeOf(selected, projects)}` };
}

/** The projects of vitest as selectTouched takes them. */
function projectsOf(found) {
  const testsOf = (name) =>
    found
      .filter(({ project }) => project === name)
      .map(({ file }) => ({ file, documents: documentsNamedIn(file) }));
  const ofPackages = packages.map(({ name, folder, ...manifest }) => ({
    name,
    folder: fromRoot(folder),
    settings: `${fromRoot(folder)}/vitest.config.ts`,
    dependencies: Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.devDependencies,
    }),
    tests: testsOf(name),
  }));
  const ofRepository = { folder: "", settings: "vitest.config.ts", dependencies: [] };
  return [...ofPackages, { ...ofRepository, name: "repository", tests: testsOf("repository") }];
}

/** What git knows or would, and is there. */
function sources() {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const names = execFileSync("git", args, { cwd: root, encoding: "utf8" });
  return names.split("\0").filter((file) => file !== "" && existsSync(join(root, file)));
}

function noticeOf({ everything, tests, stages: chosen }, projects) {
  if (everything) return `everything runs, as ${everything} touches all`;
  const left = [];
  for (const { name, tests: all } of projects) {
    const out = all.filter(({ file }) => !tests.includes(file)).length;
    if (out > 0) left.push(`${out} of ${all.length} files of ${name}`);
  }
  const out = stages.length - chosen.length;
  if (out > 0) left.push(`${out} of ${stages.length} checks`);
  if (left.length === 0) return "everything runs";
  return `left out, as what they import, read or run is the same: ${left.join(", ")}`;
}
