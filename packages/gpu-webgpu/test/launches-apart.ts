import type { Backend, DType } from "@qkv/core-wasm/contract";
import { shaderSource } from "../src/commands/program.ts";
import type { KernelContext } from "../src/kernel-context.ts";
import { jointKernels, kernelTable } from "../src/kernel-table.ts";
import { WebgpuBuffer } from "../src/memory/gpu-buffer.ts";

/** What launches choose their form by. */
export type DeviceForm = Pick<KernelContext, "limits" | "subgroupSize" | "quadTiles">;

interface Case {
  readonly name: string;
  readonly run: (backend: Backend) => Promise<void>;
}

/**
 * The cases in which two devices are asked for different things: another shader, grid, parameter, size of a buffer or order.
 * In all others whatever holds on one device holds on the other. Nothing is computed: the launches of a case are written
 * down for both, until it wants to read.
 */
export async function launchesApart<C extends Case>(
  cases: readonly C[],
  one: DeviceForm,
  other: DeviceForm,
): Promise<readonly C[]> {
  const apart: C[] = [];
  for (const each of cases) {
    const [ofOne, ofOther]: [string[], string[]] = [[], []];
    // A case that launches sets of operands together reads several times, and compares nothing but what it reads.
    const reading = { allowed: each.name.startsWith("together"), refused: false };
    const launches = [
      { form: one, asked: ofOne },
      { form: other, asked: ofOther },
    ].map(writtenDown);
    await each.run(asBackend(launches, reading)).catch((error: unknown) => {
      if (!reading.refused) throw error;
    });
    if (ofOne.join("\n") !== ofOther.join("\n")) apart.push(each);
  }
  return apart;
}

/** Launches that write down what they ask for. */
function writtenDown({ form, asked }: { form: DeviceForm; asked: string[] }) {
  const sizes = (buffers: Readonly<Record<string, WebgpuBuffer>>) =>
    Object.entries(buffers).map(([name, { length }]) => `${name}: ${length}`);
  const context: KernelContext = {
    ...form,
    run: (program, buffers, params, workgroups) =>
      void asked.push(
        [shaderSource(program), sizes(buffers), JSON.stringify(params), workgroups].join("\n"),
      ),
    copy: (source, target) => void asked.push(`copy ${source.length} to ${target.length}`),
    temporary: (length, dtype = "float32") => withoutMemory(length, dtype),
  };
  return { kernels: kernelTable(context), launchAll: jointKernels(context) };
}

/** A buffer of which launches ask for no more than its size. */
const withoutMemory = (length: number, dtype: DType) =>
  new WebgpuBuffer(length, dtype, undefined as never);

type Launches = Readonly<Record<string, (...given: unknown[]) => void>>;

function asBackend(
  forms: readonly ReturnType<typeof writtenDown>[],
  reading: { readonly allowed: boolean; refused: boolean },
): Backend {
  const inAll = (table: "kernels" | "launchAll") =>
    Object.fromEntries(
      Object.keys(forms[0]![table]).map((name) => [
        name,
        (...given: unknown[]) => {
          for (const form of forms) (form[table] as unknown as Launches)[name]!(...given);
        },
      ]),
    );
  const nothing = { buffers: 0, bytes: 0, peakBytes: 0, reservedBytes: 0 };
  const backend: Partial<Backend> = {
    name: "written down",
    kernels: inAll("kernels") as never,
    launchAll: inAll("launchAll") as never,
    allocate: withoutMemory,
    upload: () => {},
    release: () => {},
    memory: () => nothing,
    read: async (buffer) => {
      if (reading.allowed) return new Float32Array((buffer as WebgpuBuffer).length);
      reading.refused = true;
      throw new Error("nothing was computed");
    },
  };
  return backend as Backend;
}
