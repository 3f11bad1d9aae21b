import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { plainEnvironment } from "../scripts/plain-environment.mjs";
import { root } from "../scripts/repository.mjs";
import { runCaptured } from "../scripts/run-captured.mjs";
import { softwareGpu } from "../scripts/software-gpu.mjs";
import { browse } from "./browse.mjs";
import { engines, faultsOf } from "./engines.mjs";
import { programs } from "./programs.mjs";
import { startServer } from "./server.mjs";
import { timed } from "./timed.mjs";

/** What no tool may say of our packages. */
const complaints =
  /critical dependency|(could not|can't|cannot) (be )?(resolve|find)|unresolved|sourcemap for/i;

/** A user's project in a folder of its own: what the cases are written with. */
export class Project {
  constructor(folder) {
    this.folder = folder;
  }

  /** Files by their paths; what is no text is written as JSON. */
  write(files) {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, null, 2));
    }
  }

  /** The program of every case, as "esm", "cjs" or "ts", below a path of the project. */
  async writeProgram(form, path = ".") {
    const files = await programs(form);
    this.write(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [join(path, name), text])),
    );
  }

  read(path) {
    return readFileSync(join(this.folder, path), "utf8");
  }

  copy(from, to) {
    copyFileSync(join(this.folder, from), join(this.folder, to));
  }

  remove(path) {
    rmSync(join(this.folder, path), { recursive: true, force: true });
  }

  /** The surroundings of a program of the project: its tools, else those of the repository. */
  environment(more) {
    const tools = [this.folder, root].map((home) => join(home, "node_modules", ".bin"));
    const {
      NODE_ENV: _mode,
      NODE_OPTIONS: _options,
      VITEST: _runner,
      ...usual
    } = plainEnvironment();
    return { ...usual, PATH: [...tools, process.env.PATH].join(delimiter), ...more };
  }

  /** Runs a program that is to succeed, and returns what it prints. */
  async run(program, args, { env } = {}) {
    const settings = { cwd: this.folder, env: this.environment(env) };
    const { ok, output } = await runCaptured(program, args, settings);
    if (!ok) throw new Error(`${program} ${args.join(" ")} failed:\n${output.trimEnd()}`);
    return output;
  }

  /** A tool of the project, else of the repository; what it says of our packages is a fault. */
  async tool(name, ...args) {
    const output = await this.run(name, args);
    if (complaints.test(output)) throw new Error(`${name} ${args.join(" ")} complains:\n${output}`);
    return output;
  }

  /** A tool that has nothing to say where all is well. */
  async silentTool(name, ...args) {
    const output = await this.run(name, args);
    if (output !== "") throw new Error(`${name} ${args.join(" ")} says:\n${output}`);
  }

  /** The results of a program for Node, or for another engine called `program`, which prints its outcome and nothing else. */
  async compute(file, { on = Object.keys(engines), program = process.execPath, args = [] } = {}) {
    const results = [];
    for (const engine of on)
      results.push(
        await timed(engine, async () => {
          const given = [...args, file, JSON.stringify(engines[engine].options)];
          const output = await this.run(program, given, { env: softwareGpu });
          if (!/^\{.*\}\n$/.test(output)) return { faults: [`it printed ${output}`] };
          return { faults: faultsOf(JSON.parse(output), engine) };
        }),
      );
    return results;
  }

  /** The results of a page of this project; `folder` is served. */
  browse(folder, options) {
    return browse(join(this.folder, folder), options);
  }

  /** A server that is a tool of the project; PORT among its arguments is a free one. */
  serve(name, args, { env } = {}) {
    return startServer(name, args, { cwd: this.folder, env: this.environment(env) });
  }
}
