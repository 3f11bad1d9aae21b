const shader = `
@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;
@compute @workgroup_size(256)
fn copy(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&y)) { y[id.x] = x[id.x]; }
}`;
const copiesAtOnce = 20;

/** How fast the device copies memory, in GB/s of reads and writes together: by its own command or a shader, the faster. */
export class CopyBandwidth {
  #device;
  #bytes;
  #buffers;
  #pipeline;
  #group;
  #rates = { command: [], shader: [] };

  constructor(device, bytes) {
    this.#device = device;
    this.#bytes = bytes;
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const usage = STORAGE | COPY_SRC | COPY_DST;
    const buffer = () => device.createBuffer({ label: "copy bandwidth", size: bytes, usage });
    this.#buffers = [buffer(), buffer()];
    const module = device.createShaderModule({ label: "copy bandwidth", code: shader });
    this.#pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
    this.#group = device.createBindGroup({
      layout: this.#pipeline.getBindGroupLayout(0),
      entries: this.#buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  }

  /** Copy some times each way. */
  async sample() {
    await this.#time("command", (encoder) => {
      for (let i = 0; i < copiesAtOnce; i++)
        encoder.copyBufferToBuffer(this.#buffers[0], 0, this.#buffers[1], 0, this.#bytes);
    });
    await this.#time("shader", (encoder) => {
      const pass = encoder.beginComputePass();
      pass.setPipeline(this.#pipeline);
      pass.setBindGroup(0, this.#group);
      for (let i = 0; i < copiesAtOnce; i++) pass.dispatchWorkgroups(this.#bytes / (16 * 256));
      pass.end();
    });
  }

  /** The median of the faster way; undefined before the first sample. */
  get median() {
    const medians = Object.values(this.#rates).map((rates) => {
      const sorted = [...rates].sort((a, b) => a - b);
      return sorted[sorted.length >> 1];
    });
    return medians[0] && Math.max(...medians);
  }

  async #time(way, record) {
    const { queue } = this.#device;
    await queue.onSubmittedWorkDone();
    const encoder = this.#device.createCommandEncoder();
    record(encoder);
    const commands = encoder.finish();
    const start = performance.now();
    queue.submit([commands]);
    await queue.onSubmittedWorkDone();
    const milliseconds = performance.now() - start;
    this.#rates[way].push((2 * this.#bytes * copiesAtOnce) / milliseconds / 1e6);
  }
}
