import { describe, expect, it } from "vitest";
import { CommandQueue } from "../src/commands/command-queue.ts";
import { findGpu } from "../src/device/find-gpu.ts";
import { requestDevice } from "../src/device/request-device.ts";
import { WebgpuUnavailableError, webgpu } from "../src/index.ts";
import type { TileSampler } from "../src/matmul/tiles/tile-sampler.ts";
import { chooseTileForm, fasterTiles, type TileForm } from "../src/matmul/tiles/tile-timing.ts";

interface Timed {
  /** Milliseconds of a product, in its n-th sample. */
  readonly subgroup: (sample: number) => number;
  readonly workgroup: (sample: number) => number;
  readonly otherBits?: boolean;
}

/** A device of which only the clock is there, and how many products each sample had. */
function fake({ otherBits = false, ...times }: Timed) {
  const products: number[] = [];
  const seen = { subgroup: 0, workgroup: 0 };
  let last: TileForm = "workgroup";
  const sampler: Omit<TileSampler, "dispose"> = {
    flops: 2e9,
    milliseconds: 3,
    sample: async (form, count) => {
      products.push(count);
      last = form;
      return count * times[form](seen[form]++);
    },
    result: async () =>
      Float32Array.of(1, otherBits && last === "subgroup" ? -0 : 0, Number.NaN).buffer,
  };
  return { sampler, products };
}

describe("the faster tiles", () => {
  const of = (subgroup: number, workgroup: number) =>
    fasterTiles(fake({ subgroup: () => subgroup, workgroup: () => workgroup }).sampler);

  it("are those of subgroups when they are clearly faster", async () => {
    expect(await of(1, 1.05)).toEqual({
      form: "subgroup",
      reason: "subgroup tiles 2.00 TFLOP/s, workgroup tiles 1.90 TFLOP/s",
    });
    expect((await of(1, 1.02)).form).toBe("workgroup");
    expect(await of(100, 20)).toEqual({
      form: "workgroup",
      reason: "subgroup tiles 20.0 GFLOP/s, workgroup tiles 100 GFLOP/s",
    });
  });

  it("are told by the median: first samples and interruptions count for nothing", async () => {
    const interrupted = (sample: number) => (sample === 0 || sample === 3 ? 50 : 1);
    const timed = fake({ subgroup: interrupted, workgroup: () => 1.1 });
    expect((await fasterTiles(timed.sampler)).form).toBe("subgroup");
  });

  it("are measured over as many products as the clock needs, and no more", async () => {
    const productsOf = async (milliseconds: number) => {
      const timed = fake({ subgroup: () => milliseconds, workgroup: () => milliseconds });
      await fasterTiles(timed.sampler);
      return timed.products;
    };
    expect(await productsOf(0.5)).toEqual([1, 1, ...new Array(6).fill(6)]);
    expect(await productsOf(1e-6)).toEqual([1, 1, ...new Array(6).fill(200)]);
    expect(await productsOf(40)).toEqual(new Array(8).fill(1));
  });

  it("are never those that give other bits", async () => {
    const timed = fake({ subgroup: () => 1, workgroup: () => 2, otherBits: true });
    expect(await fasterTiles(timed.sampler)).toEqual({
      form: "workgroup",
      reason: "subgroup tiles give other bits on this adapter",
    });
  });

  it("are unknown to a clock that stands still", async () => {
    await expect(of(0, 0)).rejects.toThrow("the device's clock does not tell the time");
  });
});

describe("the tiles of a device", async () => {
  const request = async () =>
    requestDevice(await findGpu(), { powerPreference: "high-performance", subgroups: true });
  const { device, ...found } = await request();
  const inQuads = found.subgroupSize >= 4;
  const queue = new CommandQueue(device);

  it("are measured, and the device says what came of it", async (ctx) => {
    if (!inQuads) ctx.skip("this adapter has no subgroups of 4 lanes");
    const gpu = await webgpu();
    expect(["subgroup", "workgroup"]).toContain(gpu.info.matmul);
    expect(gpu.info.reason).toMatch(/^subgroup tiles \d.*FLOP\/s, workgroup tiles \d.*FLOP\/s$/);
    await gpu.dispose();
  });

  it("are measured once for each adapter", async (ctx) => {
    if (!inQuads) ctx.skip("this adapter has no subgroups of 4 lanes");
    const adapter = { ...found, adapter: "measured twice" };
    const [one, other] = [
      chooseTileForm("auto", queue, adapter),
      chooseTileForm("auto", queue, adapter),
    ];
    expect(await one).toBe(await other);
    expect(await chooseTileForm("auto", queue, adapter)).toBe(await one);
  });

  it("are those that are asked for", async (ctx) => {
    const plain = await webgpu({ matmul: "workgroup" });
    expect(plain.info).toMatchObject({ matmul: "workgroup", reason: "asked for" });
    expect(plain.counts.pipelines).toBe(0);
    await plain.dispose();
    if (!inQuads) ctx.skip("this adapter has no subgroups of 4 lanes");
    const quads = await webgpu({ matmul: "subgroup" });
    expect(quads.info).toMatchObject({ matmul: "subgroup", reason: "asked for" });
    await quads.dispose();
  });

  it("are the workgroup's without subgroups, and asking for more says what is missing", async () => {
    const plain = await webgpu({ subgroups: false });
    expect(plain.info).toMatchObject({ matmul: "workgroup", reason: "no subgroups of 4 lanes" });
    await plain.dispose();
    const refused = webgpu({ subgroups: false, matmul: "subgroup" });
    await expect(refused).rejects.toThrow(WebgpuUnavailableError);
    await expect(refused).rejects.toThrow(
      'webgpu: matmul is "subgroup", which needs subgroups of 4 lanes, and none are used here: ' +
        'the adapter lacks them, or subgroups is false; take matmul "auto"',
    );
    const narrow = chooseTileForm("subgroup", queue, { ...found, subgroupSize: 2 });
    await expect(narrow).rejects.toThrow("and this adapter has some of 2; ");
    // @ts-expect-error: no such form
    await expect(webgpu({ matmul: "fast" })).rejects.toThrow(
      'webgpu: matmul is "fast", expected "auto", "workgroup" or "subgroup"',
    );
  });

  it("are the workgroup's where measuring fails, which is said and tried again", async (ctx) => {
    if (!inQuads) ctx.skip("this adapter has no subgroups of 4 lanes");
    const gone = await request();
    const lost = new CommandQueue(gone.device);
    const adapter = { ...found, adapter: "lost once" };
    gone.device.destroy();
    expect(await chooseTileForm("auto", lost, adapter)).toEqual({
      form: "workgroup",
      reason: expect.stringMatching(/^not measured: .*device is lost/),
    });
    expect((await chooseTileForm("auto", queue, adapter)).reason).toMatch(/^subgroup tiles/);
  });
});
