import { nearestHint } from "../options/nearest-name.ts";
import type { ComponentFields } from "./component-fields.ts";
import { TokenizerDataError } from "./tokenizer-data-error.ts";

/** Thrown for a component of a kind that is not known. */
export class UnknownComponentError extends TokenizerDataError {
  /** Where it stands in the file: "normalizer.normalizers[0]". */
  readonly path: string;
  /** Of which kind it says that it is. */
  readonly type: string;

  constructor(path: string, type: string, known: readonly string[]) {
    super(
      `${path}.type is ${JSON.stringify(type.slice(0, 80))}, expected one of ${known.join(", ")}${nearestHint(type, known)}`,
    );
    this.path = path;
    this.type = type;
  }
}

/** Makes a component of its fields. */
export type ComponentReader<T> = (fields: ComponentFields) => T;

/** The component that an object in a file describes, by its type. */
export function readComponent<T>(
  fields: ComponentFields,
  readers: Readonly<Record<string, ComponentReader<T>>>,
): T {
  const type = fields.text("type");
  if (!Object.hasOwn(readers, type))
    throw new UnknownComponentError(fields.path, type, Object.keys(readers));
  return readers[type]!(fields);
}
