import { argumentOf, isExhaustive } from "./parts.mjs";
import { fromRoot } from "./test-files.mjs";

const everyMilliseconds = 250;

/**
 * Vitest reporter: sends the program that started vitest what is known so far, as { progress }, each failure at once,
 * as { failure }, and at the end { counts: { projects: { name: counts }, skips, outside, left } }, where `left` has the
 * numbers of tests by file that belong to the other part of the suites.
 */
export default class Reporter {
  #progress = { files: {}, tests: 0, failed: 0 };
  #sent = 0;
  #isOfPart = () => true;

  onInit({ config: { tagsFilter } }) {
    const [filter] = tagsFilter ?? [];
    if (`--tags-filter=${filter}` === argumentOf.quick)
      this.#isOfPart = (test) => !isExhaustive(test);
    if (`--tags-filter=${filter}` === argumentOf.exhaustive) this.#isOfPart = isExhaustive;
  }

  onTestRunStart(specifications) {
    for (const { moduleId } of specifications) this.#progress.files[fromRoot(moduleId)] = {};
    this.#send();
  }

  onTestModuleQueued(module) {
    this.#progress.files[fromRoot(module.moduleId)] = { started: Date.now() };
    this.#send();
  }

  onTestCaseResult(test) {
    if (!this.#isOfPart(test)) return;
    const { state, errors } = test.result();
    this.#progress.tests++;
    if (state === "failed") this.#fail(test.module, test.fullName, errors);
    if (Date.now() - this.#sent > everyMilliseconds) this.#send();
  }

  onTestModuleEnd(module) {
    const file = this.#progress.files[fromRoot(module.moduleId)];
    file.seconds = (Date.now() - file.started) / 1000;
    const named = [...module.children.allTests()].some((test) => test.result().state === "failed");
    if (!module.ok() && !named) this.#fail(module, "the file, or a hook of it", module.errors());
    this.#send();
  }

  async onTestRunEnd(modules, unhandledErrors) {
    const counts = { projects: {}, skips: [], outside: unhandledErrors.length, left: {} };
    for (const module of modules) countModule(module, counts, this.#isOfPart);
    // Vitest ends the process after this, and what is on its way would be lost.
    await new Promise((resolve) => process.send({ counts }, resolve));
  }

  #fail({ project, moduleId }, name, errors) {
    this.#progress.failed++;
    const message = errors?.[0]?.message?.split("\n")[0] ?? "no message";
    process.send({ failure: `${project.name}: ${fromRoot(moduleId)} > ${name}: ${message}` });
  }

  #send() {
    this.#sent = Date.now();
    process.send({ progress: this.#progress });
  }
}

function countModule(module, { projects, skips, left }, isOfPart) {
  projects[module.project.name] ??= { passed: 0, failed: 0, skipped: 0 };
  const project = projects[module.project.name];
  const failedBefore = project.failed;
  for (const test of module.children.allTests()) {
    if (!isOfPart(test)) {
      const file = fromRoot(module.moduleId);
      left[file] = (left[file] ?? 0) + 1;
      continue;
    }
    const outcome = outcomeOf(test, module);
    project[outcome]++;
    if (outcome === "skipped") {
      const reason = test.result().note ?? "no reason given";
      skips.push({ name: `${module.project.name}: ${test.fullName}`, reason });
    }
  }
  // A file that does not load, or a hook that throws, fails without a failed test to show for it.
  if (!module.ok() && project.failed === failedBefore) project.failed++;
}

function outcomeOf(test, module) {
  const { state, note } = test.result();
  if (state === "passed") return "passed";
  // Vitest also calls a test skipped that could not run because a hook before it failed.
  const unasked = test.options.mode === "run" && note === undefined && !module.ok();
  return state === "skipped" && !unasked ? "skipped" : "failed";
}
