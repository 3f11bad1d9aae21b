/** First and largest size in pages: 1 MiB, and the 4 GiB that 32-bit addresses reach. */
export const memoryLimits = { initial: 16, maximum: 65536 } as const;

/** Half as much as 4 GiB, and so on, down to 64 MiB. */
const LEAST_MAXIMUM = 1024;

/**
 * A memory that may grow as far as the process has addresses. A shared one reserves its maximum at once, and engines
 * that cannot may give one that never grows: then half as much is tried.
 *
 * @throws RangeError that says what to do where there is no place at all
 */
export function reserveMemory({ shared }: { readonly shared: boolean }): WebAssembly.Memory {
  let refusal: unknown;
  for (let maximum: number = memoryLimits.maximum; maximum >= LEAST_MAXIMUM; maximum /= 2)
    try {
      const memory = new WebAssembly.Memory({ ...memoryLimits, maximum, shared });
      if (shared) memory.grow(1);
      return memory;
    } catch (error) {
      refusal = error;
    }
  throw new RangeError(
    "wasm: this process has no addresses left for a WebAssembly memory. Engines reserve about 10 GiB of addresses for each, " +
      "which are no memory, so that no access need be checked: set no limit on them (ulimit -v unlimited), or, in Node, do " +
      "without by NODE_OPTIONS=--disable-wasm-trap-handler, which is a little slower. Each device of init has one memory: " +
      "devices that are not needed any more give theirs back when nothing leads to them",
    { cause: refusal },
  );
}
