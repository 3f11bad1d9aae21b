import { addedEncoding, type Encoding } from "./encoding.ts";
import { joinEncodings } from "./join-encodings.ts";
import type { Side } from "./truncate.ts";

export interface Padding {
  /** To how many tokens; the longest of the batch unless given. */
  readonly length?: number | undefined;
  readonly multipleOf?: number | undefined;
  readonly direction: Side;
  readonly id: number;
  readonly typeId: number;
  readonly token: string;
}

/** Encodings of one length, that of the longest or more. None is cut. */
export function padEncodings(
  encodings: readonly Encoding[],
  { length, multipleOf = 0, ...padding }: Padding,
): readonly Encoding[] {
  let target = length ?? encodings.reduce((longest, one) => Math.max(longest, one.length), 0);
  if (multipleOf > 0) target = Math.ceil(target / multipleOf) * multipleOf;
  return encodings.map((encoding) => pad(encoding, target, padding));
}

function pad(
  encoding: Encoding,
  length: number,
  padding: Omit<Padding, "length" | "multipleOf">,
): Encoding {
  const overflowing = encoding.overflowing.map((part) => pad(part, length, padding));
  const missing = length - encoding.length;
  if (missing <= 0) return encoding.with({ overflowing });
  const { id, token, typeId, direction } = padding;
  const filling = addedEncoding(
    new Array<number>(missing).fill(id),
    new Array<string>(missing).fill(token),
    typeId,
  ).with({ attentionMask: new Array<number>(missing).fill(0) });
  const plain = encoding.with({ overflowing: [] });
  const parts = direction === "left" ? [filling, plain] : [plain, filling];
  return joinEncodings(parts).with({ overflowing });
}
