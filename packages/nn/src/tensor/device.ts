import type { Backend, MemoryReport } from "@qkv/core-wasm/contract";
import type { TensorMethods } from "./tensor-methods.ts";

/** What a device says of itself: by name, facts and choices. */
export type DeviceInfo = Readonly<Record<string, string | number | boolean>>;

/** How many devices of a name there have been. */
const counts = new Map<string, number>();

/** A backend with the operations that tensors on it offer as methods. */
export class Device {
  readonly backend: Backend;
  readonly methods: TensorMethods;
  readonly #number: number;
  #notes: DeviceInfo = {};
  #disposed = false;

  constructor(backend: Backend, methods: TensorMethods) {
    this.backend = backend;
    this.methods = methods;
    this.#number = (counts.get(backend.name) ?? 0) + 1;
    counts.set(backend.name, this.#number);
  }

  get name(): string {
    return this.backend.name;
  }

  /** What was chosen on this machine, and why. */
  info(): DeviceInfo {
    return { device: this.backend.name, ...this.backend.info, ...this.#notes };
  }

  /** Say more in `info()`. @internal */
  note(facts: DeviceInfo): this {
    this.#notes = { ...this.#notes, ...facts };
    return this;
  }

  /** Live buffers and bytes; unchanged by anything that frees what it made. */
  memory(): MemoryReport {
    return this.backend.memory();
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /**
   * WASM: end its threads, if it has any; what is computed on it afterwards is computed on one, until `init` chooses it
   * again. A GPU is given back, once everybody who shares it has disposed of it: tensors on it are lost.
   */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.backend.dispose?.();
  }

  /** "wasm #2 (2 threads)": which of its name it is. */
  toString(): string {
    const { threads } = this.backend.info;
    const suffix =
      threads === undefined ? "" : ` (${threads} ${threads === 1 ? "thread" : "threads"})`;
    return `${this.name} #${this.#number}${suffix}`;
  }
}

/** "x is on device wasm, expected webgpu as the others": devices of one name are told apart. */
export function deviceError(what: string, found: Device, expected: Device, as: string): TypeError {
  if (found.name !== expected.name)
    return new TypeError(`${what} is on device ${found.name}, expected ${expected.name} as ${as}`);
  return new TypeError(
    `${what} is on device ${found}, expected ${expected} as ${as}; make it there (the option device), ` +
      "or move the model: await model.to(device)",
  );
}
