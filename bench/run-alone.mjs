import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Run a program of `alone/` as often as its case says, on this Node; { samples, note, failures }. */
export async function runAlone({ program, times }, { threads, stopped }) {
  const file = fileURLToPath(new URL(`./alone/${program}`, import.meta.url));
  const samples = [];
  let note;
  for (let i = 0; i < times && !stopped(); i++)
    try {
      const { stdout } = await run(process.execPath, [file, String(threads)]);
      const result = JSON.parse(stdout);
      samples.push(result.value);
      note = result.note;
    } catch (error) {
      return { samples, failures: [`ours: ${String(error.message).slice(0, 300)}`] };
    }
  return { samples, note, failures: [] };
}
