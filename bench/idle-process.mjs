import { setTimeout as sleep } from "node:timers/promises";

const lookMilliseconds = 4;
const idleCores = 0.1;
const longestMilliseconds = 300;

/**
 * Wait until no thread of this process computes. After a call, workers may look for work for a while before they
 * sleep (those of ONNX Runtime Web for about 15 ms), and would take a core from whoever has the next turn.
 */
export async function idleProcess() {
  const start = performance.now();
  while (performance.now() - start < longestMilliseconds) {
    const before = { cpu: process.cpuUsage(), at: performance.now() };
    await sleep(lookMilliseconds);
    const { user, system } = process.cpuUsage(before.cpu);
    if ((user + system) / 1000 / (performance.now() - before.at) < idleCores) return;
  }
}
