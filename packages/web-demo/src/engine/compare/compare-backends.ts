import type { Backend } from "@qkv/core-wasm/contract";
import { type Device, referenceDevice } from "@qkv/nn";
import { measureDevices, verify, warmUp } from "@qkv/nn/device-comparison";
import type { Model } from "@qkv/nn/models";
import type { HostTensor } from "@qkv/nn/weights";
import type {
  BackendName,
  CompareAnswer,
  CompareAsk,
  Comparison,
  FailedBackend,
  MeasuredBackend,
} from "../protocol.ts";
import type { RequestContext } from "../request.ts";
import { makeBackend } from "./backends.ts";
import { nextTurn } from "./next-turn.ts";
import { copyOf, generationSpeed, inputsFor, tokensIn } from "./work.ts";

type Context = RequestContext<"compareBackends">;

/** Each backend does the work in its turn; one that fails is told of, and the others go on. */
export async function compareBackends(ask: CompareAsk, context: Context): Promise<CompareAnswer> {
  const { model } = await context.models.open(ask.model, { signal: context.signal });
  const run = new Run(model, ask, context);
  try {
    for (const name of ask.backends) await run.with(name);
    return run.answer;
  } finally {
    await run.end();
  }
}

class Run {
  readonly answer = {
    measured: [] as MeasuredBackend[],
    comparisons: [] as Comparison[],
    failed: [] as FailedBackend[],
  };
  readonly #model: Model;
  readonly #ask: CompareAsk;
  readonly #context: Context;
  readonly #inputs: readonly HostTensor[];
  readonly #made = new Map<BackendName, Backend>();
  readonly #total: number;
  #done = 0;

  constructor(model: Model, ask: CompareAsk, context: Context) {
    this.#model = model;
    this.#ask = ask;
    this.#context = context;
    this.#inputs = inputsFor(model, ask.batch, ask.tokens);
    this.#total = ask.backends.reduce((sum, name) => sum + 2 + this.#partners(name).length, 0);
  }

  async with(name: BackendName): Promise<void> {
    const before = this.#done;
    try {
      await this.#compute(name);
    } catch (error) {
      this.#context.signal.throwIfAborted();
      const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
      const failed = { backend: name, name: kind, message };
      this.answer.failed.push(failed);
      this.#context.tell({ kind: "failed", failed });
    }
    this.#done = before + 2 + this.#partners(name).length;
  }

  async end(): Promise<void> {
    for (const backend of this.#made.values()) await backend.dispose?.();
  }

  async #compute(name: BackendName): Promise<void> {
    await this.#begin("load", name);
    const model = copyOf(this.#model);
    try {
      const start = performance.now();
      const backend = await makeBackend(name);
      this.#made.set(name, backend);
      await model.to(backend);
      await model.parameters().at(-1)!.data(); // a device works in order: it is there when all are
      await this.#measure(name, model, performance.now() - start);
      for (const partner of this.#partners(name)) await this.#compare(name, model, partner);
    } finally {
      model.dispose();
    }
  }

  async #measure(backend: BackendName, model: Model, loadMilliseconds: number): Promise<void> {
    await this.#begin("measure", backend);
    const [measured] = await measureDevices(model, this.#inputs, [model.device]);
    const { device, firstMilliseconds, milliseconds } = measured!;
    await warmUp(model, this.#inputs, { gradients: false });
    const generatedPerSecond = await generationSpeed(model);
    const tokens = tokensIn(this.#inputs);
    const one: MeasuredBackend = {
      ...{ backend, facts: device.info(), loadMilliseconds, firstMilliseconds, milliseconds },
      ...(tokens > 0 ? { tokensPerSecond: (1000 * tokens) / milliseconds } : {}),
      ...(generatedPerSecond === undefined ? {} : { generatedPerSecond }),
      peakBytes: device.memory().peakBytes,
    };
    this.answer.measured.push(one);
    this.#context.tell({ kind: "measured", measured: one });
  }

  async #compare(b: BackendName, model: Model, a: BackendName | "float64"): Promise<void> {
    const other: Device | Backend | undefined =
      a === "float64" ? referenceDevice() : this.#made.get(a);
    if (!other) return; // it failed, and that was told
    await this.#begin("verify", b);
    const { gradients, tolerance } = this.#ask;
    const verification = await verify(model, this.#inputs, other, model.device, {
      ...{ gradients, tolerance },
    });
    const tensors = verification.tensors.map(({ agrees: _, ...tensor }) => tensor);
    const comparison = { a, b, tolerance, tensors };
    this.answer.comparisons.push(comparison);
    this.#context.tell({ kind: "compared", comparison });
  }

  /** What it is compared with: float64, and a GPU with the WebAssembly that came last, which is the fastest. */
  #partners(name: BackendName): readonly (BackendName | "float64")[] {
    const wasm = this.#ask.backends.filter((one) => one !== "webgpu").at(-1);
    return [
      ...(this.#ask.float64 ? (["float64"] as const) : []),
      ...(name === "webgpu" && wasm ? [wasm] : []),
    ];
  }

  async #begin(doing: "load" | "measure" | "verify", backend: BackendName): Promise<void> {
    const [done, total] = [this.#done++, this.#total];
    this.#context.tell({ kind: "doing", doing, backend, done, total });
    await nextTurn();
    this.#context.signal.throwIfAborted();
  }
}
