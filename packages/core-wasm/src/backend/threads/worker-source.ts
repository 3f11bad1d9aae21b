import { ARGUMENT_NUMBERS, ARGUMENTS_AT, CHUNK_BITS, MOST_CHUNKS, word } from "./control-block.ts";

/** What a worker is told when it starts. */
export interface WorkerSettings {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly tallTiles: number;
  /** Byte address of the control block. */
  readonly control: number;
  /** 1 and up; the caller is thread 0. */
  readonly thread: number;
}

/**
 * How often a worker looks for work before it sleeps, at most some 250 microseconds: the serial work between the
 * kernels of a training step is shorter, and being woken costs 20 to 50. Twice as often when it was woken so soon that it
 * would have found work, half as often when not: when little is shared it soon sleeps at once.
 */
const MOST_SPINS = 100_000;
const SOON_MS = 0.25;
const FEWEST_SPINS = 100;

/**
 * The program of a worker, as text, so that no bundler has to find a file. It knows no kernel: a job names a
 * function of the binary, and says how its arguments follow from the position in the grid.
 */
export const workerSource = `
function work({ module, memory, tallTiles, control, thread }) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, tallTiles } });
  const kernels = WebAssembly.Module.exports(module).map(({ name }) => exports[name]);
  const words = new Int32Array(memory.buffer, control, ${ARGUMENTS_AT / 4});
  const numbers = new Float64Array(memory.buffer, control + ${ARGUMENTS_AT});
  const end = (ticket) => ticket & ${MOST_CHUNKS};
  const isEmpty = (ticket) => ((ticket >>> ${CHUNK_BITS}) & ${MOST_CHUNKS}) === end(ticket);

  function compute(chunk) {
    const columns = words[${word.columns}];
    const row = Math.floor(chunk / columns);
    const column = chunk % columns;
    const args = [];
    for (let i = 0, at = 0; i < words[${word.argumentCount}]; i++, at += ${ARGUMENT_NUMBERS})
      args.push(
        Math.min(
          numbers[at + 3],
          numbers[at] + row * numbers[at + 1] + column * numbers[at + 2] + thread * numbers[at + 4],
        ),
      );
    kernels[words[${word.kernel}]](...args);
  }

  function finish(chunks) {
    const done = Atomics.add(words, ${word.done}, 1) + 1;
    if (done === chunks && Atomics.load(words, ${word.callerSleeps})) Atomics.notify(words, ${word.done});
  }

  // From the last chunk downwards, the caller from the first upwards: a thread meets the same rows again in kernel after
  // kernel, and finds them in its own cache.
  /** Whether there was a chunk. */
  function takeOne() {
    const ticket = Atomics.load(words, ${word.ticket});
    if (isEmpty(ticket)) return false;
    if (Atomics.compareExchange(words, ${word.ticket}, ticket, ticket - 1) !== ticket) return true;
    // From here to finish() the job cannot change.
    const chunks = words[${word.chunks}];
    try {
      compute(end(ticket) - 1);
    } catch {
      Atomics.store(words, ${word.failed}, 1);
    }
    finish(chunks);
    return true;
  }

  Atomics.add(words, ${word.ready}, 1);
  let idle = 0;
  let spins = ${MOST_SPINS};
  while (!Atomics.load(words, ${word.quit})) {
    if (takeOne()) idle = 0;
    else if (++idle > spins) {
      idle = 0;
      const start = performance.now();
      Atomics.add(words, ${word.sleeping}, 1);
      const ticket = Atomics.load(words, ${word.ticket});
      if (isEmpty(ticket) && !Atomics.load(words, ${word.quit}))
        Atomics.wait(words, ${word.ticket}, ticket);
      Atomics.sub(words, ${word.sleeping}, 1);
      const soon = performance.now() - start < ${SOON_MS};
      spins = soon ? Math.min(${MOST_SPINS}, 2 * spins) : Math.max(${FEWEST_SPINS}, spins / 2);
    }
  }
}
`;
