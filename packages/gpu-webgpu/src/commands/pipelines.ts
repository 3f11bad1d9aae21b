import { KernelError } from "../device/errors.ts";
import { bindingsOf, type Program, shaderSource, slotBytes } from "./program.ts";

/** A program on its way to the device, or there. */
export interface Pipeline {
  readonly program: Program;
  readonly number: number;
  readonly layout: GPUBindGroupLayout;
  /** undefined while the driver compiles. */
  compiled: GPUComputePipeline | undefined;
  /** Settles when `compiled` is there; rejects with the compiler's message. */
  readonly ready: Promise<void>;
}

const computeStage = 0x4;

/** Compiles each program once, all of them at the same time; nobody waits before the commands are submitted. */
export class Pipelines {
  readonly #device: GPUDevice;
  readonly #pipelines = new Map<Program, Pipeline>();
  readonly parameterLayouts: {
    readonly plain: GPUBindGroupLayout;
    readonly checked: GPUBindGroupLayout;
  };

  constructor(device: GPUDevice) {
    this.#device = device;
    const params: GPUBindGroupLayoutEntry = {
      binding: 0,
      visibility: computeStage,
      buffer: { type: "uniform", hasDynamicOffset: true, minBindingSize: slotBytes },
    };
    const faults: GPUBindGroupLayoutEntry = {
      binding: 1,
      visibility: computeStage,
      buffer: { type: "storage" },
    };
    this.parameterLayouts = {
      plain: device.createBindGroupLayout({ label: "parameters", entries: [params] }),
      checked: device.createBindGroupLayout({ label: "parameters", entries: [params, faults] }),
    };
  }

  get size(): number {
    return this.#pipelines.size;
  }

  of(program: Program): Pipeline {
    let pipeline = this.#pipelines.get(program);
    if (!pipeline) {
      pipeline = this.#start(program);
      this.#pipelines.set(program, pipeline);
    }
    return pipeline;
  }

  /** Resolves when every program asked for so far is compiled. */
  async allReady(): Promise<void> {
    await Promise.all([...this.#pipelines.values()].map(({ ready }) => ready));
  }

  #start(program: Program): Pipeline {
    const device = this.#device;
    const layout = device.createBindGroupLayout({
      label: program.name,
      entries: bindingsOf(program).map(({ access }, binding) => ({
        binding,
        visibility: computeStage,
        buffer: { type: access === "read" ? "read-only-storage" : "storage" },
      })),
    });
    device.pushErrorScope("validation"); // the rejected pipeline says what is wrong with the shader
    const module = device.createShaderModule({ label: program.name, code: shaderSource(program) });
    device.popErrorScope().catch(() => {});
    const { plain, checked } = this.parameterLayouts;
    const ready = device
      .createComputePipelineAsync({
        label: program.name,
        layout: device.createPipelineLayout({
          label: program.name,
          bindGroupLayouts: [layout, program.checks ? checked : plain],
        }),
        compute: { module, entryPoint: "main" },
      })
      .then(
        (compiled) => {
          pipeline.compiled = compiled;
        },
        async (error: unknown) => {
          throw new KernelError(
            `${program.name}: the device refused the kernel: ${await compilerMessage(module, program, error)}`,
            { cause: error },
          );
        },
      );
    ready.catch(() => {}); // whoever submits commands with it throws
    const pipeline: Pipeline = {
      program,
      number: this.#pipelines.size,
      layout,
      compiled: undefined,
      ready,
    };
    return pipeline;
  }
}

async function compilerMessage(
  module: GPUShaderModule,
  program: Program,
  error: unknown,
): Promise<string> {
  const { messages } = await module.getCompilationInfo();
  const first = messages.find(({ type }) => type === "error");
  if (!first) return String(error);
  const line = shaderSource(program).split("\n")[first.lineNum - 1] ?? "";
  return `line ${first.lineNum}: ${first.message}\n${line}`;
}
