/** The memory of all typed arrays in plain data: it is handed over rather than copied. */
export function transferable(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (Array.isArray(value)) {
    for (const one of value) transferable(one, found);
  } else if (typeof value === "object" && value !== null && isPlain(value)) {
    for (const one of Object.values(value)) transferable(one, found);
  }
  return [...found];
}

const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;
