import { basename, dirname } from "node:path/posix";
import { dependenciesOf, isBelow, reachIn } from "./reach.mjs";

const known = /^(packages\/[^/]+|scripts|integrations|bench|docs)\//;
const document = /(\.md|^LICENSE|\/LICENSE)$/;

/**
 * What a change touches: { tests, stages }, lists of files and of names, or { everything }, the file that touches all.
 *
 * `changed` are paths from the root; `graph` is importGraph's. A project is { name, folder, settings, dependencies,
 * tests }; the repository's own has the folder "", and a test is { file, documents }. A stage is { name, about }, where
 * about is "code", "packages", or the name of a package.
 */
export function selectTouched({ changed, graph, projects, stages }) {
  const code = changed.filter((file) => !document.test(file));
  const documents = changed
    .filter((file) => document.test(file))
    .flatMap((file) => [basename(file), dirname(file), '"*.md"']);
  const everything = code.find((file) => !known.test(file));
  if (everything) return { everything };

  const reach = reachIn(graph, projects);
  const { touched, whole } = spread(code, graph, projects, reach);
  const meets = (files) => [...touched].some((file) => files.has(file));
  const allTests = new Set(projects.flatMap(({ tests }) => tests.map(({ file }) => file)));
  const readable = [...touched].filter((file) => !allTests.has(file)); // no test reads another
  const tests = projects.flatMap((project) => {
    const around = readable.some(
      (file) => isBelow(project.folder, file) || reach.ofProject(project).has(file),
    );
    const isTouched = (test) =>
      whole.has(project) ||
      meets(reach.loadedBy(test, project)) ||
      (around && reach.readsOrRuns(test)) ||
      documents.some((name) => test.documents.has(name));
    return project.tests.filter(isTouched).map(({ file }) => file);
  });
  const touchedStages = stages.filter(({ about }) => {
    if (about === "code") return touched.size > 0;
    if (about === "packages") return [...touched].some((file) => isBelow("packages", file));
    const project = projects.find(({ name }) => name === about);
    const seen = [...dependenciesOf(project, projects)].map(({ folder }) => folder);
    return (
      meets(reach.ofProject(project)) ||
      [...touched].some((file) => seen.some((folder) => isBelow(folder, file)))
    );
  });
  return { tests, stages: touchedStages.map(({ name }) => name) };
}

/** The files that count as touched, and the projects all of whose tests run. */
function spread(code, graph, projects, reach) {
  const touched = new Set(code);
  const whole = new Set();
  const loaded = new Set();
  for (const project of projects)
    for (const test of project.tests)
      for (const file of reach.loadedBy(test, project)) loaded.add(file);
  for (const file of code) {
    // A test imports the module; its declarations change with it.
    if (file.endsWith(".d.mts")) touched.add(file.replace(/\.d\.mts$/, ".mjs"));
    const home = projects.find(({ folder }) => folder !== "" && isBelow(folder, file));
    if (!home) {
      whole.add(projects.find(({ folder }) => folder === ""));
    } else if (!file.slice(home.folder.length + 1).includes("/") && file !== home.settings) {
      // A manifest, or how a package is built: also what stands on the package.
      for (const project of projects)
        if (dependenciesOf(project, projects).has(home)) whole.add(project);
    } else if (!loaded.has(file)) {
      // What nothing imports may be read by any test of its package, or compiled into what is generated there.
      whole.add(home);
      for (const one of graph.keys())
        if (isBelow(home.folder, one) && one.endsWith(".generated.ts")) touched.add(one);
    }
  }
  return { touched, whole };
}
