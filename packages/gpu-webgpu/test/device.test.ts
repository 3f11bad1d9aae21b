import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defineProgram } from "../src/commands/program.ts";
import { connect } from "../src/connection.ts";
import { findGpu } from "../src/device/find-gpu.ts";
import { requestDevice } from "../src/device/request-device.ts";
import {
  DeviceLostError,
  DeviceOutOfMemoryError,
  KernelError,
  type WebgpuBackend,
  webgpu,
} from "../src/index.ts";

const scale = (gpu: WebgpuBackend, x: unknown, y: unknown, length: number, factor: number) =>
  gpu.kernels.scale({ x }, { y }, { x: [length] }, { factor });

describe("a WebGPU device", () => {
  let gpu: WebgpuBackend;
  beforeEach(async () => {
    gpu = await webgpu();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    return gpu.dispose();
  });

  it("runs commands in their order, uploads between launches too", async () => {
    const [x, y, z] = [1, 2, 3].map(() => gpu.allocate(5, "float32"));
    gpu.upload(x!, [1, 2, 3, 4, 5]);
    scale(gpu, x, y, 5, 2);
    gpu.upload(x!, [10, 20, 30, 40, 50]); // the launch above must still see the old values
    scale(gpu, x, z, 5, 3);
    expect([...(await gpu.read(y!))]).toEqual([2, 4, 6, 8, 10]);
    expect([...(await gpu.read(z!))]).toEqual([30, 60, 90, 120, 150]);
    for (const buffer of [x, y, z]) gpu.release(buffer!);
  });

  it("reads what was there, though the memory is given back and filled anew before the read is done", async () => {
    const x = gpu.allocate(5, "float32");
    gpu.upload(x, [1, 2, 3, 4, 5]);
    const values = gpu.read(x);
    gpu.release(x);
    const y = gpu.allocate(5, "float32");
    gpu.upload(y, [6, 7, 8, 9, 10]);
    expect([...(await values)]).toEqual([1, 2, 3, 4, 5]);
    expect([...(await gpu.read(y))]).toEqual([6, 7, 8, 9, 10]);
    gpu.release(y);
  });

  it("keeps more launches than a submit holds", async () => {
    const [x, y] = [gpu.allocate(3, "float32"), gpu.allocate(3, "float32")];
    gpu.upload(x, [1, 2, 3]);
    for (let i = 0; i < 301; i++) scale(gpu, i % 2 ? y : x, i % 2 ? x : y, 3, i % 2 ? 0.5 : 2);
    expect([...(await gpu.read(y))]).toEqual([2, 4, 6]);
    gpu.release(x);
    gpu.release(y);
  });

  it("repeats a step with one submit, one pass, the same memory and no new bind group", async () => {
    const step = async () => {
      const x = gpu.allocate(1000, "float32");
      gpu.upload(x, new Float32Array(1000).fill(1));
      const made = [x];
      for (let i = 0; i < 20; i++) {
        const y = gpu.allocate(1000, "float32");
        scale(gpu, made.at(-1), y, 1000, 1.5);
        if (i % 3 === 0) gpu.release(made.shift()!);
        made.push(y);
      }
      const [value] = await gpu.read(made.at(-1)!);
      for (const buffer of made) gpu.release(buffer);
      return value;
    };
    const first = await step();
    await step();
    const [counts, memory] = [gpu.counts, gpu.memory()];
    expect(await step()).toBe(first);
    expect(gpu.memory()).toEqual(memory);
    expect(gpu.counts).toEqual({
      ...counts,
      dispatches: counts.dispatches + 20,
      passes: counts.passes + 1,
      submits: counts.submits + 1,
    });
  });

  it("uploads between launches without a second pass, into memory that none of them uses", async () => {
    const step = async (factor: number) => {
      const x = gpu.allocate(1000, "float32");
      gpu.upload(x, new Float32Array(1000).fill(factor));
      const y = gpu.allocate(1000, "float32");
      scale(gpu, x, y, 1000, 2);
      gpu.upload(x, new Float32Array(1000).fill(10 * factor)); // the first launch still reads the old values
      const z = gpu.allocate(1000, "float32");
      scale(gpu, x, z, 1000, 3);
      const before = gpu.counts.passes;
      const values = [...(await gpu.read(y)).slice(0, 2), ...(await gpu.read(z)).slice(998)];
      for (const buffer of [x, y, z]) gpu.release(buffer);
      return { values, passes: gpu.counts.passes - before };
    };
    await step(1);
    await step(2);
    const { reservedBytes } = gpu.memory();
    for (const factor of [3, 4, 5])
      expect(await step(factor)).toEqual({
        values: [2 * factor, 2 * factor, 30 * factor, 30 * factor],
        passes: 1,
      });
    expect(gpu.memory().reservedBytes).toBe(reservedBytes);
  });

  it("has the temporary memory of a launch back when it returns, without a turn of the event loop", async () => {
    const x = gpu.allocate(1000, "float32");
    gpu.upload(x, new Float32Array(1000).fill(1));
    scale(gpu, x, x, 1000, 2); // in place: what is read is copied first
    const { reservedBytes } = gpu.memory();
    for (let i = 0; i < 20; i++) scale(gpu, x, x, 1000, 0.5);
    expect(gpu.memory().reservedBytes).toBe(reservedBytes);
    expect((await gpu.read(x))[999]).toBe(2 ** -19);
    gpu.release(x);
  });

  it("is shared by those who ask for the same, and ends with the last", async () => {
    const again = await webgpu();
    expect(again).toBe(gpu);
    await again.dispose();
    const x = gpu.allocate(1, "float32");
    gpu.upload(x, [7]);
    expect([...(await gpu.read(x))]).toEqual([7]);
    gpu.release(x);
  });

  it("is one device for those who ask for it at the same time", async () => {
    const options = { powerPreference: "low-power" } as const;
    const [first, second] = await Promise.all([webgpu(options), webgpu(options)]);
    expect(first).toBe(second);
    await Promise.all([first.dispose(), second.dispose()]);
    const [third, fourth] = await Promise.all([webgpu(options), webgpu(options)]);
    expect(third).not.toBe(first);
    expect(third).toBe(fourth);
    await Promise.all([third.dispose(), fourth.dispose()]);
  });

  it("reports a wrong id to each of two reads of one turn, and none to the next", async () => {
    const [weight, y] = [gpu.allocate(4, "float32"), gpu.allocate(2, "float32")];
    const ids = gpu.allocate(1, "int32");
    gpu.upload(weight, [1, 2, 3, 4]);
    const look = (id: number) => {
      gpu.upload(ids, [id]);
      gpu.kernels.embedding({ weight, ids }, { y }, { weight: [2, 2], ids: [1] }, {});
      return gpu.read(y);
    };
    const [first, second] = await Promise.allSettled([look(7), look(9)]);
    expect(first).toMatchObject({ reason: { message: expect.stringContaining("ids[0] is 7") } });
    expect(second).toMatchObject({ reason: { message: expect.stringContaining("ids[0] is 9") } });
    expect([...(await look(1))]).toEqual([3, 4]);
    for (const buffer of [weight, y, ids]) gpu.release(buffer);
  });

  it("keeps no memory for reading what is large", async () => {
    const make = gpu.device.createBuffer.bind(gpu.device);
    const copies: { size: number; destroy: ReturnType<typeof vi.spyOn> }[] = [];
    const spy = vi.spyOn(gpu.device, "createBuffer").mockImplementation((descriptor) => {
      const made = make(descriptor);
      if (descriptor.label === "read back")
        copies.push({ size: descriptor.size, destroy: vi.spyOn(made, "destroy") });
      return made;
    });
    const x = gpu.allocate(300_000, "float32");
    gpu.upload(x, new Float32Array(300_000).fill(2));
    expect((await gpu.read(x)).every((value) => value === 2)).toBe(true);
    spy.mockRestore();
    expect(copies).toHaveLength(1);
    expect(copies[0]!.size).toBeLessThan(1_201_000);
    expect(copies[0]!.destroy).toHaveBeenCalledOnce();
    gpu.release(x);
  });

  it.each(["before", "after"])(
    "never gives out again what it had no memory for, released %s that is known",
    async (when) => {
      const { reservedBytes } = gpu.memory();
      const refused = vi
        .spyOn(gpu.device, "popErrorScope")
        .mockResolvedValueOnce({ message: "out of memory" });
      const length = when === "before" ? 70_000 : 90_000;
      const buffer = gpu.allocate(length, "float32");
      refused.mockRestore();
      const { block } = buffer;
      if (when === "before") gpu.release(buffer);
      await gpu.device.popErrorScope().catch(() => {});
      expect(() => gpu.allocate(1, "float32")).toThrow(DeviceOutOfMemoryError);
      if (when === "after") gpu.release(buffer);
      expect(gpu.memory().reservedBytes).toBe(reservedBytes);
      const next = gpu.allocate(length, "float32");
      expect(next.block).not.toBe(block);
      gpu.release(next);
    },
  );

  it("refuses a buffer that the device cannot bind, and says what to do", () => {
    expect(() => gpu.allocate(2 ** 31, "float32")).toThrow(DeviceOutOfMemoryError);
    expect(() => gpu.allocate(2 ** 31, "float32")).toThrow(/8589934592 bytes .* smaller batch/);
  });

  it("says where to look when there is no adapter, in Node and in a browser", async () => {
    const none = { requestAdapter: async () => null } as unknown as GPU;
    const wanted = { powerPreference: "high-performance", subgroups: true } as const;
    await expect(requestDevice(none, wanted)).rejects.toThrow(/no adapter; .*Vulkan driver/);
    vi.stubGlobal("process", Object.create(process, { versions: { value: {} } }));
    const inBrowser = requestDevice(none, wanted);
    await expect(inBrowser).rejects.toThrow(/no adapter; .*chrome:\/\/gpu.* use the WASM device/);
  });

  it("refuses unknown options", async () => {
    await expect(webgpu({ subgroup: true } as object)).rejects.toThrow(
      /unknown option subgroup, expected one of powerPreference.*did you mean subgroups\?/,
    );
    await expect(webgpu(null as unknown as object)).rejects.toThrow(
      "webgpu: it is null, expected an object",
    );
  });

  it.each([
    [{ powerPreference: "fast" }, '"fast", expected "high-performance" or "low-power"'],
    [{ subgroups: "no" }, '"no", expected true or false'],
    [{ limits: "none" }, '"none", expected "adapter" or "default"'],
    [{ keepHostCopy: 1 }, "1, expected true or false"],
    [{ matmul: "fast" }, '"fast", expected "auto", "workgroup" or "subgroup"'],
  ])("refuses %o", async (options, message) => {
    const [name] = Object.keys(options);
    await expect(webgpu(options as object)).rejects.toThrow(`webgpu: ${name} is ${message}`);
  });
});

describe("a device that has what WebGPU promises, and no more", () => {
  it("is another than the usual one, without optional features, and says what it cannot bind", async () => {
    const [gpu, strict] = await Promise.all([webgpu(), webgpu({ limits: "default" })]);
    expect(strict.device).not.toBe(gpu.device);
    const { limits, features } = strict.device;
    expect(limits.maxStorageBuffersPerShaderStage).toBe(8);
    expect(limits.maxComputeWorkgroupStorageSize).toBe(16384);
    expect(limits.maxComputeInvocationsPerWorkgroup).toBe(256);
    expect(limits.maxStorageBufferBindingSize).toBe(2 ** 27);
    for (const name of ["subgroups", "shader-f16", "timestamp-query"])
      expect(features.has(name)).toBe(false);
    expect(strict.info).toMatchObject({ limits: "default", subgroups: 0, shaderF16: false });
    expect(gpu.info.limits).toBe("adapter");
    expect(() => strict.allocate(2 ** 25 + 1, "float32")).toThrow(/binds at most 134217728; use/);
    await Promise.all([gpu.dispose(), strict.dispose()]);
  });
});

describe("a lost device", () => {
  it("makes reads and launches throw DeviceLostError, in the middle of a step", async () => {
    const gpu = await webgpu();
    const [x, y] = [gpu.allocate(4, "float32"), gpu.allocate(4, "float32")];
    gpu.upload(x, [1, 2, 3, 4]);
    scale(gpu, x, y, 4, 2);
    gpu.device.destroy();
    await expect(gpu.read(y)).rejects.toThrow(DeviceLostError);
    expect(() => scale(gpu, x, y, 4, 2)).toThrow(DeviceLostError);
    expect(() => gpu.allocate(1, "float32")).toThrow(/device is lost/);
    await expect(gpu.recovered()).rejects.toThrow(/keepHostCopy/);
    await gpu.dispose();
  });

  it("takes no other device with it", async () => {
    const other = await webgpu({ powerPreference: "low-power" });
    const gpu = await webgpu();
    gpu.device.destroy();
    await gpu.device.lost;
    const x = other.allocate(1, "float32");
    other.upload(x, [3]);
    expect([...(await other.read(x))]).toEqual([3]);
    const fresh = await webgpu();
    expect(fresh).not.toBe(gpu);
    await Promise.all([fresh.dispose(), other.dispose()]);
  });

  it("comes back with what was uploaded, when host copies are kept", async () => {
    const gpu = await webgpu({ keepHostCopy: true });
    const [weight, product] = [gpu.allocate(4, "float32"), gpu.allocate(4, "float32")];
    gpu.upload(weight, [1, 2, 3, 4]);
    scale(gpu, weight, product, 4, 2);
    await gpu.read(product);
    gpu.device.destroy();
    await expect(gpu.read(product)).rejects.toThrow(DeviceLostError);
    await gpu.recovered();
    expect([...(await gpu.read(weight))]).toEqual([1, 2, 3, 4]);
    await expect(gpu.read(product)).rejects.toThrow(/values were lost with the device/);
    const again = gpu.allocate(4, "float32");
    scale(gpu, weight, again, 4, 3);
    expect([...(await gpu.read(again))]).toEqual([3, 6, 9, 12]);
    for (const buffer of [weight, product, again]) gpu.release(buffer);
    expect(gpu.memory().buffers).toBe(0);
    await gpu.dispose();
  });
});

describe("a device that is disposed of while it recovers", () => {
  it("gives the new one back too, and says that nothing is recovered", async () => {
    const gpu = await webgpu({ keepHostCopy: true });
    const lost = gpu.device;
    lost.destroy();
    await lost.lost;
    await gpu.dispose();
    await expect(gpu.recovered()).rejects.toThrow(/disposed of; make a new one/);
    await vi.waitFor(() => expect(gpu.device).not.toBe(lost), { timeout: 60_000 });
    expect((await gpu.device.lost).reason).toBe("destroyed");
  });
});

describe("a kernel that the device refuses", () => {
  it("is named, with the compiler's message and the line", async () => {
    await webgpu().then((gpu) => gpu.dispose()); // chooses the driver
    const requested = await requestDevice(await findGpu(), {
      powerPreference: "high-performance",
      subgroups: false,
    });
    const { queue, pool, readBack, device } = await connect(requested, "auto");
    const block = pool.take(16);
    const broken = defineProgram({
      name: "broken kernel",
      reads: {},
      writes: { y: "f32" },
      params: {},
      code: "@compute @workgroup_size(1)\nfn main() { y[0] = missing; }",
    });
    queue.dispatch(broken, [block], {}, [1, 1, 1]);
    const reading = readBack.read(block.gpu, 16);
    await expect(reading).rejects.toThrow(KernelError);
    await expect(reading).rejects.toThrow(/^broken kernel: .*line \d+: .*missing/s);
    device.destroy();
  });
});
