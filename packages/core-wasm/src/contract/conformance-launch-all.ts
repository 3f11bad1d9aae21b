import type { Backend, HostArray, KernelName } from "./backend.ts";
import { randomInputs } from "./conformance-inputs.ts";
import type { AnySpec } from "./conformance-spec.ts";
import type { Values } from "./kernel.ts";
import type { Shape } from "./shape.ts";

type Named<T> = Record<string, T | undefined>;
type AnyLaunch = (inputs: object, outputs: object, shapes: object, attrs: object) => void;
type AnyLaunchAll = (inputs: object, attrs: object) => void;

/** Many sets of operands of one kernel, with the same attributes. */
export interface JointUses {
  readonly name: string;
  readonly attrs: object;
  readonly hosts: readonly Named<Values>[];
}

/** A long one first, whose norm is above most limits; every tail; sets that one part of a split does not hold. */
const lengths = [
  1030,
  ...Array.from({ length: 66 }, (_, i) => i),
  4099,
  64,
  257,
  10_000,
  128,
  3,
  1,
];

/** Sets of operands for each use of an in-place kernel among its samples; none for a kernel with outputs. */
export function jointUses(spec: AnySpec): readonly JointUses[] {
  if (Object.keys(spec.outputs).length > 0) return [];
  // Only where one operand's length is that of all, but for a common one.
  const own = Object.keys(spec.inputs).filter((name) => !spec.inputs[name]!.common);
  const alike = spec.samples.filter(({ shapes }) => {
    const sizes = own.map((name) => (shapes as Named<Shape>)[name]?.join());
    return new Set(sizes.filter((size) => size !== undefined)).size === 1;
  });
  if (alike.length < spec.samples.length) return [];
  const seen = new Set<string>();
  return alike.flatMap((sample) => {
    const shapes = sample.shapes as Named<Shape>;
    const present = Object.keys(shapes).filter((name) => shapes[name]);
    const name = `together ${present.join(" ")} ${JSON.stringify(sample.attrs)}`;
    if (seen.has(name)) return [];
    seen.add(name);
    const hosts = lengths.map((length, seed) => {
      const sized = present.map((operand) => [operand, own.includes(operand) ? [length] : []]);
      return randomInputs(spec, { ...sample, shapes: Object.fromEntries(sized) }, 1 + seed);
    });
    const wild = hosts.map((host, i) => (i % 7 === 3 ? withSpecials(host) : host));
    return [
      { name, attrs: sample.attrs, hosts },
      { name: `${name} with NaN and infinities`, attrs: sample.attrs, hosts: wild },
    ];
  });
}

function withSpecials(host: Named<Values>): Named<Values> {
  const copies = Object.entries(host).map(([name, values], i) => {
    const copy = values!.slice();
    copy[i] = [Number.NaN, Infinity, -Infinity][i % 3]!; // past the end of a short one nothing is stored
    return [name, copy];
  });
  return Object.fromEntries(copies);
}

/** Throw unless the backend's launchAll gives the bits of its launches one after another. */
export async function expectSameTogether(
  kernel: KernelName,
  spec: AnySpec,
  uses: JointUses,
  backend: Backend,
): Promise<void> {
  const launchAll = (backend.launchAll as Named<AnyLaunchAll> | undefined)?.[kernel];
  if (!launchAll) return;
  const launch = backend.kernels[kernel] as unknown as AnyLaunch;
  const { attrs } = uses;
  for (const count of [0, 1, uses.hosts.length]) {
    const some = { ...uses, hosts: uses.hosts.slice(0, count) };
    const alone = await changedBy(spec, some, backend, (inputs) => {
      for (let set = 0; set < count; set++) {
        const own = Object.entries(inputs).map(([name, of]) => [
          name,
          Array.isArray(of) ? of[set] : of,
        ]);
        launch(Object.fromEntries(own), {}, {}, attrs);
      }
    });
    const together = await changedBy(spec, some, backend, (inputs) => launchAll(inputs, attrs));
    together.forEach((values, result) => {
      const at = values.findIndex((value, i) => !Object.is(value, alone[result]![i]));
      if (at >= 0)
        throw new Error(
          `${kernel}: element ${at} of ${values.length} of result ${result} of ${count} sets is ${values[at]}, ` +
            `${alone[result]![at]} when they are launched alone`,
        );
    });
  }
}

/** What the operands that the kernel changes hold after `body`, which gets them by name. */
export async function changedBy(
  spec: AnySpec,
  { hosts }: JointUses,
  backend: Backend,
  body: (inputs: object) => void,
): Promise<readonly HostArray[]> {
  const inputs: Named<unknown> = {};
  const buffers: unknown[] = [];
  const read: unknown[] = [];
  const upload = (name: string, values: Values): unknown => {
    const buffer = backend.allocate(values.length, "float32");
    backend.upload(buffer, values);
    buffers.push(buffer);
    if (spec.inputs[name]!.updated) read.push(buffer);
    return buffer;
  };
  for (const [name, { common }] of Object.entries(spec.inputs)) {
    const values = hosts.flatMap((host) => host[name] ?? []);
    if (common) inputs[name] = upload(name, values[0] ?? new Float64Array(1));
    else if (values.length === hosts.length) inputs[name] = values.map((one) => upload(name, one));
  }
  try {
    body(inputs);
    const results = await Promise.all(read.map((buffer) => backend.read(buffer)));
    const overruns = backend.overruns?.() ?? []; // only while the buffers are alive
    if (overruns.length > 0) throw new Error(overruns.join("; "));
    return results;
  } finally {
    for (const buffer of buffers) backend.release(buffer);
  }
}
