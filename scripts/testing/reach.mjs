// What a test imports when it reads files or runs programs: its package's files then reach it without an import.
const waysOut = /^((node:)?(fs|fs\/promises|child_process)|esbuild|playwright-core)$/;

export const isBelow = (folder, file) => folder === "" || file.startsWith(`${folder}/`);

/** What reaches the tests of each project: the answers of selection.mjs to "would this test see that file?". */
export function reachIn(graph, projects) {
  const closures = new Map(
    projects.map((project) => [
      project,
      closure([...graph.keys()].filter((file) => isBelow(project.folder, file))),
    ]),
  );
  function closure(files) {
    const found = new Set();
    const add = (file) => {
      if (found.has(file)) return;
      found.add(file);
      for (const next of graph.get(file)?.imports ?? []) add(next);
    };
    for (const file of files) add(file);
    return found;
  }
  return {
    /** What a test loads, with the settings of its project. */
    loadedBy: ({ file }, { settings }) => closure([file, settings]),
    /** Everything that a project's files load, and may therefore read or run. */
    ofProject: (project) => closures.get(project),
    /** Does a test, or what helps it outside the sources, read files or run programs? */
    readsOrRuns: ({ file }) =>
      [...closure([file])].some(
        (one) =>
          !one.includes("/src/") && graph.get(one)?.outside.some((name) => waysOut.test(name)),
      ),
  };
}

/** The project and those that it depends on, at whatever remove. */
export function dependenciesOf(project, projects, found = new Set()) {
  if (found.has(project)) return found;
  found.add(project);
  for (const name of project.dependencies) {
    const next = projects.find((one) => one.name === name);
    if (next) dependenciesOf(next, projects, found);
  }
  return found;
}
