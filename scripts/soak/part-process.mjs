import { parts } from "./parts.mjs";

// One part in a process of its own: node part-process.mjs NAME SECONDS. It tells by messages how far it is, and what came of it.

const [name, length] = process.argv.slice(2);
const seconds = Number(length);
const began = performance.now();
let stopped = false;

// What has begun is ended, and told.
process.on("SIGINT", () => {
  stopped = true;
});
// Nobody is there to tell any more: nothing of it is to stay behind.
process.on("disconnect", () => process.kill(-process.pid, "SIGKILL"));

const tell = (message) =>
  new Promise((resolve, reject) => {
    process.send(message, (error) => (error ? reject(error) : resolve()));
  });

const context = {
  seconds,
  say: (text) => void tell({ progress: text }),
  /** Whether there is time for more; at first there is, unless somebody stopped it. */
  goesOn: (first) => !stopped && (first || performance.now() - began < 1000 * seconds),
};

const { run } = parts.find((part) => part.name === name);
let result;
try {
  result = await run(context);
} catch (error) {
  result = { reached: "an error", faults: [error?.stack ?? String(error)] };
}
await tell({ result });
process.exit(0);
