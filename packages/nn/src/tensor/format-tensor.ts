import type { Tensor } from "./tensor.ts";

/** Numbers after the point, in PyTorch's default of printing. */
const precision = 4;
/** More elements than this are summarised, by `edge` at each end of an axis. */
const threshold = 1000;
const edge = 3;
const lineWidth = 80;

/**
 * The tensor as PyTorch prints it: `tensor([[1.0000, 0.5000]])`, large ones by the ends of their axes, with what is not
 * the usual behind: the dtype, the device, whether it has a gradient. Where values cannot be read at once, the shape.
 */
export function formatTensor(tensor: Tensor): string {
  const { shape, dtype, device, disposed } = tensor;
  const about: string[] = [];
  if (device.name !== "wasm") about.push(`device=${device.name}`);
  if (dtype !== "float32") about.push(`dtype=${dtype}`);
  if (tensor.node) about.push(`gradFn=${tensor.node.op}`);
  else if (tensor.requiresGrad) about.push("requiresGrad=true");
  const [backend, size] = [device.backend, `shape=[${shape.join(", ")}]`];
  if (disposed) return `tensor(${["<freed>", size, ...about].join(", ")})`;
  if (backend.shapesOnly || !backend.readSync)
    return `tensor(${["...", size, ...about].join(", ")})`;
  const values = tensor.dataSync();
  if (values.length === 0 && shape.length > 1) about.unshift(size);
  if (values.length === 0) return `tensor(${["[]", ...about].join(", ")})`;
  const body = shape.length === 0 ? numbers(values, dtype)(0) : rows(tensor, values);
  return `tensor(${[body, ...about].join(", ")})`;
}

/** The places along an axis that are shown; undefined stands for those left out. */
function shownOf(length: number, summarised: boolean): readonly (number | undefined)[] {
  const all = Array.from({ length }, (_, i) => i);
  return summarised && length > 2 * edge
    ? [...all.slice(0, edge), undefined, ...all.slice(-edge)]
    : all;
}

function rows({ shape, dtype, size }: Tensor, values: ArrayLike<number>): string {
  const summarised = size > threshold;
  const axes = shape.map((length) => shownOf(length, summarised));
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const shown: number[] = [];
  const collect = (axis: number, offset: number): void => {
    if (axis === shape.length) shown.push(values[offset]!);
    else
      for (const at of axes[axis]!)
        if (at !== undefined) collect(axis + 1, offset + at * strides[axis]!);
  };
  collect(0, 0);
  const text = numbers(shown, dtype);
  let next = 0;
  const part = (axis: number, indent: number): string => {
    const last = axis === shape.length - 1;
    const parts = axes[axis]!.map((at) =>
      at === undefined ? (last ? " ..." : "...") : last ? text(next++) : part(axis + 1, indent + 1),
    );
    if (last) return `[${wrapped(parts, indent)}]`;
    const gap = "\n".repeat(shape.length - axis - 1) + " ".repeat(indent + 1);
    return `[${parts.join(`,${gap}`)}]`;
  };
  return part(0, "tensor(".length);
}

/** Elements side by side, as many as fit on a line. */
function wrapped(parts: readonly string[], indent: number): string {
  const width = Math.max(...parts.map(({ length }) => length), 1) + 2;
  const perLine = Math.max(1, Math.floor((lineWidth - indent) / width));
  const lines: string[] = [];
  for (let i = 0; i < parts.length; i += perLine)
    lines.push(parts.slice(i, i + perLine).join(", "));
  return lines.join(`,\n${" ".repeat(indent + 1)}`);
}

/** How these numbers are written, all in one form and of one width: whole, with four places, or with an exponent. */
function numbers(values: ArrayLike<number>, dtype: string): (index: number) => string {
  const all = Array.from(values);
  const plain = dtype === "int32" ? all : all.filter((x) => x !== 0 && Number.isFinite(x));
  const write = dtype === "int32" ? String : floats(plain);
  // Zeros and infinities are as wide as they come: PyTorch measures the others.
  const width = Math.max(0, ...plain.map((value) => write(value).length));
  const pad = all.length > 1 ? width : 0;
  return (index) => {
    const value = all[index]!;
    return (Number.isFinite(value) ? write(value) : special(value)).padStart(pad);
  };
}

const special = (value: number): string =>
  Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";

/** PyTorch's choice, by the least and the largest of the values that are neither 0 nor infinite. */
function floats(values: readonly number[]): (value: number) => string {
  let [least, most, whole] = [Infinity, 0, true];
  for (const value of values) {
    const size = Math.abs(value);
    least = Math.min(least, size);
    most = Math.max(most, size);
    whole &&= Number.isInteger(value);
  }
  if (values.length === 0) return (value) => `${withSign(value, 0)}.`;
  if (whole)
    return most / least > 1000 || most > 1e8 ? exponential : (value) => `${withSign(value, 0)}.`;
  if (most / least > 1000 || most > 1e8 || least < 1e-4) return exponential;
  return (value) => withSign(value, precision);
}

/** Of -0 too, which toFixed writes as 0. */
const withSign = (value: number, places: number): string =>
  `${Object.is(value, -0) ? "-" : ""}${value.toFixed(places)}`;

/** 1.2346e+04 */
function exponential(value: number): string {
  const [digits, power] = value.toExponential(precision).split("e") as [string, string];
  const sign = power.startsWith("-") ? "-" : "+";
  const text = Object.is(value, -0) ? `-${digits}` : digits;
  return `${text}e${sign}${power.replace(/^[+-]/, "").padStart(2, "0")}`;
}
