import { spawn } from "node:child_process";
import { root } from "../repository.mjs";

const closing = /^(\d+) passed, (\d+) failed, (\d+) skipped$/;

/**
 * Runs commands one after the other, whatever comes of those before, shows what they print, and says at the end the sum of
 * their closing lines. The exit code: 0 where all have succeeded and closed with such a line.
 */
export async function runInTurn(commands, write = (text) => process.stdout.write(text)) {
  const sum = [0, 0, 0];
  let ok = true;
  for (const [program, args, options] of commands) {
    const { code, counts } = await run(program, args, options, write);
    ok &&= code === 0 && counts !== undefined;
    for (const [i, count] of (counts ?? [0, 1, 0]).entries()) sum[i] += count;
    if (code !== 0 && counts?.[1] === 0) sum[1]++; // what has failed beside the tests
  }
  write(`${sum[0]} passed, ${sum[1]} failed, ${sum[2]} skipped\n`);
  return ok && sum[1] === 0 ? 0 : 1;
}

function run(program, args, options, write) {
  return new Promise((resolve) => {
    const stdio = ["inherit", "pipe", "inherit"];
    const child = spawn(program, args, { cwd: root, ...options, stdio });
    let end = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      write(text);
      end = (end + text).slice(-1000);
    });
    child.on("error", ({ message }) => {
      write(`${message}\n`);
      resolve({ code: 1 });
    });
    child.on("close", (code) => {
      const found = closing.exec(end.trimEnd().split("\n").at(-1));
      resolve({ code, counts: found?.slice(1).map(Number) });
    });
  });
}
