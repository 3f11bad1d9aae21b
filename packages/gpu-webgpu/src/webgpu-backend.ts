import type { Backend, DType, HostArray, MemoryReport } from "@qkv/core-wasm/contract";
import { type Connection, connect } from "./connection.ts";
import { DeviceLostError } from "./device/errors.ts";
import type { PlatformDevice } from "./device/platform-types.ts";
import type { RequestedDevice } from "./device/request-device.ts";
import type { TileForm } from "./matmul/tiles/tile-timing.ts";
import { type DeviceArray, WebgpuBuffer } from "./memory/gpu-buffer.ts";

/** What a backend is made of; `webgpu()` makes one. */
export interface WebgpuBackendOptions {
  /** Asks for the device: once, and again when it was lost and is to be made anew. */
  readonly request: () => Promise<RequestedDevice>;
  readonly keepHostCopy: boolean;
  readonly matmul: TileForm | "auto";
}

/** An upload of this much at most goes into other memory where its own is in use: the batches and seeds of a step. */
const mostMovedBytes = 1 << 20;
/** Free memory beyond this, and beyond what is in use, goes back to the device. */
const mostFreeBytes = 1 << 28;

/** The contract's backend over a WebGPU device. Made by `webgpu()`. */
export class WebgpuBackend implements Backend {
  readonly name = "webgpu";
  readonly #options: WebgpuBackendOptions;
  readonly #live = new Set<WebgpuBuffer>();
  #connection: Connection;
  #recovery: Promise<void> | undefined;
  #users = 1;
  #bytes = 0;
  #peakBytes = 0;

  static async create(options: WebgpuBackendOptions): Promise<WebgpuBackend> {
    return new WebgpuBackend(await connect(await options.request(), options.matmul), options);
  }

  private constructor(connection: Connection, options: WebgpuBackendOptions) {
    this.#options = options;
    this.#connection = connection;
    this.#watch(connection);
  }

  get info(): Backend["info"] {
    return { ...this.#connection.info, keepHostCopy: this.#options.keepHostCopy };
  }

  get kernels(): Backend["kernels"] {
    // Seen through the contract a buffer is opaque, and each backend is given back only its own.
    return this.#connection.kernels as Backend["kernels"];
  }

  get launchAll(): NonNullable<Backend["launchAll"]> {
    return this.#connection.launchAll as NonNullable<Backend["launchAll"]>; // as for kernels
  }

  /** What the device was asked to do so far: for profiles, and tests that count. */
  get counts() {
    const { queue } = this.#connection;
    return {
      ...queue.counts,
      bindGroups: queue.bindGroups.made,
      pipelines: queue.pipelines.size,
    };
  }

  /** The WebGPU device itself, for those who compute on it beside the library. */
  get device(): PlatformDevice {
    return this.#connection.device;
  }

  allocate(length: number, dtype: DType): WebgpuBuffer {
    const { queue, pool } = this.#connection;
    queue.throwIfFailed();
    const buffer = new WebgpuBuffer(length, dtype, pool.take(4 * length));
    this.#live.add(buffer);
    this.#bytes += buffer.bytes;
    this.#peakBytes = Math.max(this.#peakBytes, this.#bytes);
    return buffer;
  }

  upload(buffer: WebgpuBuffer, values: ArrayLike<number>): void {
    const { queue, pool } = this.#connection;
    queue.throwIfFailed();
    if (values.length > buffer.length)
      throw new RangeError(`upload: ${values.length} values for a buffer of ${buffer.length}`);
    if (buffer.lost) buffer.moveTo(pool.take(buffer.bytes));
    const host = toDeviceArray(values, buffer.dtype);
    buffer.hostCopy =
      this.#options.keepHostCopy && host.length === buffer.length ? host : undefined;
    // Into memory that is in use a copy would go between the kernels, and end their pass.
    if (
      host.length === buffer.length &&
      buffer.bytes <= mostMovedBytes &&
      queue.uses(buffer.block)
    ) {
      const used = buffer.block;
      buffer.moveTo(pool.takeIdle(buffer.bytes, (block) => queue.uses(block)));
      pool.give(used);
    }
    if (host.length > 0) queue.upload(buffer.block, host);
  }

  release(buffer: WebgpuBuffer): void {
    if (!this.#live.delete(buffer)) return;
    const { queue, pool } = this.#connection;
    this.#bytes -= buffer.bytes;
    const block = buffer.release();
    if (block) pool.give(block);
    if (pool.freeBytes > Math.max(mostFreeBytes, this.#bytes) && queue.empty) {
      queue.bindGroups.clear();
      pool.trim();
    }
  }

  async read(buffer: WebgpuBuffer): Promise<HostArray> {
    const { queue, readBack } = this.#connection;
    queue.touch(buffer.block); // it may be given back, and taken by an upload, before the copy is submitted
    const bytes = await readBack.read(buffer.block.gpu, buffer.bytes);
    return buffer.dtype === "int32" ? new Int32Array(bytes) : new Float32Array(bytes);
  }

  memory(): MemoryReport {
    return {
      buffers: this.#live.size,
      bytes: this.#bytes,
      peakBytes: this.#peakBytes,
      reservedBytes: this.#connection.pool.reservedBytes,
    };
  }

  /** Resolves when every kernel asked for so far is compiled, and everything recorded is handed to the device. */
  async warmedUp(): Promise<void> {
    const { queue } = this.#connection;
    await queue.flush();
    await queue.pipelines.allReady();
    queue.throwIfFailed();
  }

  /**
   * After a DeviceLostError: resolves when the device was made anew and holds again what was uploaded and not changed
   * since. Needs `keepHostCopy`; without it make a new device. Tensors whose values are gone throw when they are used.
   */
  async recovered(): Promise<void> {
    if (!this.#options.keepHostCopy)
      throw new Error(
        "recovered: this device keeps no host copies, so there is nothing to recover; " +
          "make it with webgpu({ keepHostCopy: true }), or make a new one and load the model again",
      );
    if (this.#users === 0)
      throw new DeviceLostError("recovered: this device was disposed of; make a new one");
    await this.#recovery;
  }

  /** One more user of the device: `dispose` takes effect with the last. False when it is lost or disposed of. */
  share(): boolean {
    if (this.#users === 0 || this.#connection.queue.lost) return false;
    this.#users++;
    return true;
  }

  /** Give the device and its memory back, once everybody who shares it has. Tensors on it are lost. */
  async dispose(): Promise<void> {
    if (this.#users === 0 || --this.#users > 0) return;
    await this.#connection.queue.flush();
    this.#connection.device.destroy();
  }

  #watch({ device }: Connection): void {
    device.lost.then(() => {
      if (this.#options.keepHostCopy && this.#users > 0) {
        this.#recovery = this.#recover();
        this.#recovery.catch(() => {}); // whoever awaits recovered() sees it
      }
    });
  }

  async #recover(): Promise<void> {
    for (const buffer of this.#live) buffer.lose();
    const connection = await connect(await this.#options.request(), this.#options.matmul);
    this.#connection = connection;
    // Whoever disposed of the device meanwhile could only destroy the lost one.
    if (this.#users === 0) return connection.device.destroy();
    this.#watch(connection);
    for (const buffer of this.#live) if (buffer.hostCopy) this.upload(buffer, buffer.hostCopy);
  }
}

/** A copy in the buffer's type: Dawn must not be given shared memory, nor views of other element types. */
function toDeviceArray(values: ArrayLike<number>, dtype: DType): DeviceArray {
  return dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values);
}
