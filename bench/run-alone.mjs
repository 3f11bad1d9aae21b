import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Run a program of `alone/` as often as its case says, on this Node and with its `args`; { samples, note, failures }. */
export async function runAlone({ program, times, args = () => [] }, { threads, stopped }) {
  const file = fileURLToPath(new URL(`./alone/${program}`, import.meta.url));
  const more = await args();
  const samples = [];
  const peers = {};
  let note;
  for (let i = 0; i < times && !stopped(); i++)
    try {
      const { stdout } = await run(process.execPath, [file, String(threads), ...more]);
      const result = JSON.parse(stdout);
      samples.push(result.value);
      note = result.note;
      for (const [name, value] of Object.entries(result.peers ?? {}))
        peers[name] = [...(peers[name] ?? []), value];
    } catch (error) {
      return { samples, peers, failures: [`ours: ${String(error.message).slice(0, 300)}`] };
    }
  return { samples, peers, note, failures: [] };
}
