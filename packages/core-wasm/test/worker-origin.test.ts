import { Worker as NodeWorker } from "node:worker_threads";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sharedModule } from "../src/backend/kernel-build.ts";
import { reserveMemory } from "../src/backend/reserve-memory.ts";
import { word } from "../src/backend/threads/control-block.ts";
import { possibleThreads } from "../src/backend/threads/thread-count.ts";
import { createThreadedWasmBackend } from "../src/backend/threads/threaded-backend.ts";
import { startWebWorker, webWorkerProgram } from "../src/backend/threads/web-workers.ts";

afterEach(() => vi.unstubAllGlobals());

const control = 8;
const settings = () => ({
  ...{ module: sharedModule("simd"), memory: reserveMemory({ shared: true }) },
  ...{ tallTiles: 0, control, thread: 1 },
});
const never = (error: Error): void => expect.unreachable(error.message);

/** What a page has by the name of Worker, as far as it is asked of. */
class PageWorker {
  static readonly made: PageWorker[] = [];
  onerror: ((event: never) => unknown) | null = null;
  readonly told: unknown[] = [];
  readonly address: string | URL;

  constructor(address: string | URL) {
    this.address = address;
    PageWorker.made.push(this);
  }
  postMessage(message: unknown): void {
    this.told.push(message);
  }
  terminate(): void {}
}

describe("a worker of a page", () => {
  it("is the file that the page names", async () => {
    vi.stubGlobal("Worker", PageWorker);
    const given = settings();
    await startWebWorker(given, never, "/assets/worker.js");
    expect(PageWorker.made.at(-1)).toMatchObject({ address: "/assets/worker.js", told: [given] });
  });

  it("is what the page's function starts", async () => {
    const worker = new PageWorker("");
    const given = settings();
    await startWebWorker(given, never, () => worker);
    expect(worker.told).toEqual([given]);
    await expect(startWebWorker(given, never, () => undefined as never)).rejects.toThrow(
      "worker() gave undefined, expected a new Worker",
    );
  });

  it.each([
    [undefined, "the page's Content-Security-Policy must allow worker-src blob:, or name the file"],
    [
      "/lost.js",
      "the file /lost.js could not be loaded, or is no JavaScript; expected dist/worker",
    ],
  ])("from %s says what may be wrong when the browser does not", async (origin, message) => {
    vi.stubGlobal("Worker", PageWorker);
    vi.useFakeTimers(); // an address made of text is given back after a minute
    const failed = vi.fn<(error: Error) => void>();
    await startWebWorker(settings(), failed, origin);
    const event = { message: "", preventDefault: () => {} };
    PageWorker.made.at(-1)!.onerror!(event as never);
    expect(failed.mock.lastCall![0].message).toContain(message);
    vi.runAllTimers();
    vi.useRealTimers();
  });

  it("runs the program of the file", async () => {
    const given = settings();
    const words = new Int32Array(given.memory.buffer, control);
    const receive =
      'require("node:worker_threads").parentPort.on("message", (data) => onmessage({ data }));';
    const worker = new NodeWorker(`${webWorkerProgram}${receive}`, { eval: true });
    worker.postMessage(given);
    await vi.waitFor(() => expect(Atomics.load(words, word.ready)).toBe(1), 10_000);
    await worker.terminate();
  });
});

describe("the option worker", () => {
  it("is refused where it would do nothing, and where it is none", async () => {
    const backendOf = (worker: unknown) =>
      createThreadedWasmBackend({ threads: 2, worker: worker as string });
    await expect(backendOf("/worker.js")).rejects.toThrow(
      "worker is for pages: Node's threads need no file; leave it out in Node",
    );
    await expect(backendOf(3)).rejects.toThrow("worker is 3, expected an address, or a function");
  });
});

describe("threads in a browser", () => {
  const inBrowser = (globals: Record<string, unknown>): void => {
    vi.stubGlobal("process", { ...process, versions: {} });
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  };
  const navigator = { hardwareConcurrency: 4 };

  it("are as many as there are cores, in a page that is isolated", async () => {
    inBrowser({ Worker: PageWorker, crossOriginIsolated: true, navigator });
    expect(await possibleThreads()).toEqual({ cores: 4 });
  });

  it("are not to be had in a service worker, isolated or not", async () => {
    for (const crossOriginIsolated of [true, false]) {
      inBrowser({ Worker: undefined, crossOriginIsolated, navigator });
      const { cores, obstacle } = await possibleThreads();
      expect(cores).toBe(1);
      expect(obstacle).toContain("a service worker, or a worklet, may start none");
      await expect(createThreadedWasmBackend({ threads: 2 })).rejects.toThrow(obstacle);
    }
  });
});
