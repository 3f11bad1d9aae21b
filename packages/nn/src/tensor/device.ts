import type { Backend, MemoryReport } from "@qkv/core-wasm/contract";
import type { TensorMethods } from "./tensor-methods.ts";

/** A backend with the operations that tensors on it offer as methods. */
export class Device {
  readonly backend: Backend;
  readonly methods: TensorMethods;

  constructor(backend: Backend, methods: TensorMethods) {
    this.backend = backend;
    this.methods = methods;
  }

  get name(): string {
    return this.backend.name;
  }

  /** What was chosen on this machine, and why. */
  info(): Readonly<Record<string, string | number | boolean>> {
    return { device: this.backend.name, ...this.backend.info };
  }

  /** Live buffers and bytes; unchanged by anything that frees what it made. */
  memory(): MemoryReport {
    return this.backend.memory();
  }

  /**
   * WASM: end its threads, if it has any; what is computed on it afterwards is computed on one. A GPU is given back, once
   * everybody who shares it has disposed of it: tensors on it are lost.
   */
  async dispose(): Promise<void> {
    await this.backend.dispose?.();
  }
}
