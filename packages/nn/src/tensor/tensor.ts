import {
  type DType,
  formatShape,
  type HostArray,
  type Shape,
  sizeOf,
} from "@qkv/core-wasm/contract";
import { yieldToEventLoop } from "../event-loop/yield-to-event-loop.ts";
import { expectFlag, expectList } from "../options/expect-argument.ts";
import { collectionIsDue } from "./collection-pressure.ts";
import type { Device } from "./device.ts";
import { formatTensor } from "./format-tensor.ts";
import { type BackwardOptions, type GraphNode, releaseNode } from "./graph-node.ts";
import { unwatch, watchForLeak } from "./leak-reporter.ts";
import { registerInScope } from "./scope-stack.ts";
import { Storage } from "./storage.ts";
import { type Integers, TensorOperations } from "./tensor-operations.ts";

/**
 * A contiguous array of float32 or int32 on a device, with PyTorch's autograd: set `requiresGrad`,
 * compute, call `backward()` on the result, read `grad`.
 *
 * Memory is freed by `dispose()`, `using`, the end of the `scope` it was made in, and, for what a
 * training step made on its way, by `backward()`.
 */
export class Tensor extends TensorOperations implements Disposable {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Whether operations on this tensor are recorded for `backward()`. */
  requiresGrad = false;
  /** d(loss)/d(this), accumulated by `backward()`; leaves only. */
  grad: Tensor | undefined;
  /** The operation that made this tensor, when it was recorded. */
  node: GraphNode | undefined;
  /** Owned by something that outlives scopes: a module, an optimiser, a `.grad`. */
  lasting = false;
  #device: Device;
  #storage: Storage | undefined;
  #freedBy = "";

  // Tensors are made by `tensor()`, `zeros()` and operations.
  private constructor(storage: Storage, shape: Shape, scoped = true) {
    super();
    expectList("Tensor", "shape", shape);
    this.dtype = storage.dtype;
    this.shape = shape;
    this.#device = storage.device;
    this.#storage = storage;
    if (scoped) registerInScope(this);
    watchForLeak(this);
  }

  /** An uninitialised tensor. @internal */
  static empty(device: Device, shape: Shape, dtype: DType = "float32"): Tensor {
    return new Tensor(new Storage(device, sizeOf(shape), dtype), shape);
  }

  override get device(): Device {
    return this.#device;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  get disposed(): boolean {
    return this.#storage === undefined;
  }

  /** The memory behind the tensor; throws when it was freed. @internal */
  get storage(): Storage {
    if (!this.#storage)
      throw new Error(
        `tensor ${formatShape(this.shape)} was freed${this.#freedBy}; ` +
          "read or use it earlier, return it from the scope, or call backward({ retainGraph: true })",
      );
    return this.#storage;
  }

  /** Copy host values in, row-major, from the first element. @internal */
  upload(values: ArrayLike<number>): void {
    this.storage.upload(values);
  }

  /** A handle on the same memory that no scope frees; outside the graph. @internal */
  retain(): Tensor {
    return new Tensor(this.storage.share(), this.shape, false);
  }

  /** The same memory under another shape of the same size; outside the graph. @internal */
  alias(shape: Shape): Tensor {
    return new Tensor(this.storage.share(), shape);
  }

  /** The same as `reshape`, by its other name in PyTorch: every tensor is contiguous here. */
  view(...shape: Integers): Tensor {
    return this.reshape(...shape);
  }

  /** The same values, cut off from the graph. Shares memory. */
  detach(): Tensor {
    return this.alias(this.shape);
  }

  /** Go on with a copy of the values on another device, or with `kept` instead; of leaves only. @internal */
  async moveTo(device: Device, kept?: HostArray): Promise<void> {
    if (device === this.#device) return;
    if (this.node) throw new Error("to: a tensor inside a graph cannot change its device");
    const { undrawn } = this.storage;
    const values = kept ?? (undrawn ? undefined : await this.data());
    const storage = new Storage(device, this.size, this.dtype);
    if (values) storage.upload(values);
    else if (undrawn) storage.drawLater(undrawn);
    await this.goOnIn(storage);
  }

  /** Exchange the memory, on another device as a rule, for one that holds the new values; of leaves only. @internal */
  async goOnIn(storage: Storage): Promise<void> {
    this.storage.release();
    this.#storage = storage;
    this.#device = storage.device;
    await this.grad?.moveTo(storage.device);
  }

  /** Let no scope free this tensor: its owner will. */
  makeLasting(): this {
    this.lasting = true;
    return this;
  }

  /** PyTorch's `requires_grad_()`: record operations on this leaf from now on, or no longer. */
  requiresGrad_(on = true): this {
    expectFlag("requiresGrad_", "on", on);
    if (this.node) throw new Error("requiresGrad_: only leaves can change it; use detach() first");
    if (this.dtype !== "float32")
      throw new TypeError("requiresGrad_: int32 tensors have no gradient");
    this.requiresGrad = on;
    return this;
  }

  /** A copy of the values, row-major. */
  data(): Promise<HostArray> {
    const values = this.device.backend.read(this.storage.buffer);
    // A program that only ever waits for values would not let the event loop turn where they are there at once.
    return collectionIsDue() ? values.finally(yieldToEventLoop) : values;
  }

  /** The same at once, on devices that compute before they return (WASM, reference); elsewhere only uploaded integers. */
  dataSync(): HostArray {
    const { readSync, name } = this.device.backend;
    if (!readSync) {
      const { uploaded } = this.storage;
      if (uploaded) return uploaded.slice();
      throw new Error(`dataSync: device ${name} cannot wait; use await tensor.data()`);
    }
    return readSync(this.storage.buffer);
  }

  /** The value of a tensor of one element. */
  item(): number {
    if (this.size !== 1)
      throw new RangeError(`item: tensor is ${formatShape(this.shape)}, expected one element`);
    return this.dataSync()[0]!;
  }

  /** Add d(this)/d(leaf) to `.grad` of every leaf, and free what the graph held on the way. */
  backward(options?: BackwardOptions): void {
    this.device.methods.backward(this, options);
  }

  /** Free the memory, unless another handle shares it. May be called again. `by` shows in later errors. */
  dispose(by = ""): void {
    if (!this.#storage) return;
    this.#storage.release();
    this.#storage = undefined;
    unwatch(this);
    this.#freedBy = by;
    if (this.node) releaseNode(this.node);
    this.node = undefined;
    this.grad?.dispose();
    this.grad = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** What Node's `console.log` shows: the values, as PyTorch prints them. @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return formatTensor(this);
  }

  override toString(): string {
    const made = this.node ? `, ${this.node.op}` : this.requiresGrad ? ", requiresGrad" : "";
    return `Tensor(${formatShape(this.shape)}, ${this.dtype}, ${this.device.name}${made})`;
  }
}
