import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// A block marked "js run", then what it prints.
const EXAMPLE = /```js run\n(.*?)```\n\n```text\n(.*?)```/gs;
const PLAIN = /```js\n(.*?)```/gs;
const IMPORT = /^import \{([^}]*)\} from "(@qkv\/[^"]+)";$|^import .*$/gm;
const betweenExamples = "-- the next example --\n";

export interface DocumentedExample {
  readonly code: string;
  readonly output: string;
}

/** The programs of a page that are said to run, each with what it prints. @throws Error for one without its output */
export function examplesIn(markdown: string): readonly DocumentedExample[] {
  const found = [...markdown.matchAll(EXAMPLE)].map(([, code, output]) => ({
    code: code!,
    output: output!,
  }));
  const marked = markdown.split("```js run").length - 1;
  if (marked !== found.length)
    throw new Error(`${marked} examples are marked "js run", ${found.length} have their output`);
  return found;
}

/**
 * What can be tried of the programs that need what a test has not, a GPU, a server, the network: programs that print
 * nothing where those can be parsed and import what there is.
 */
export function importsIn(markdown: string): readonly DocumentedExample[] {
  return [...markdown.matchAll(PLAIN)].map(([, code]) => {
    const checks = [...code!.matchAll(IMPORT)]
      .filter(([, names]) => names !== undefined)
      .map(([, names, path]) => `expect(await import("${path}"), ${JSON.stringify(names)});`);
    const body = code!.replace(IMPORT, "");
    const found = `const expect = (module, names) => {
  for (const name of names.split(","))
    if (!(name.trim() in module)) throw new Error(\`nothing is called \${name.trim()}\`);
};`;
    return { code: [found, ...checks, `async () => {${body}};`].join("\n"), output: "" };
  });
}

/** Runs programs in one process, one after another, in a folder: what each printed, and what came on standard error. */
export function runExamples(
  codes: readonly string[],
  folder: string,
): { readonly outputs: readonly string[]; readonly stderr: string } {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const programs = mkdtempSync(join(here, "documented-")); // where @qkv/nn resolves
  try {
    for (const [i, code] of codes.entries()) writeFileSync(join(programs, `${i}.mjs`), code);
    const all = codes.map((_, i) => `await import("./${i}.mjs");`);
    const separate = `process.stdout.write(${JSON.stringify(betweenExamples)});`;
    writeFileSync(join(programs, "all.mjs"), all.join(`\n${separate}\n`));
    const { stdout, stderr } = spawnSync(process.execPath, [join(programs, "all.mjs")], {
      cwd: folder, // as a reader's, for the paths in examples
      encoding: "utf8",
    });
    return { outputs: stdout.split(betweenExamples), stderr };
  } finally {
    rmSync(programs, { recursive: true });
  }
}
