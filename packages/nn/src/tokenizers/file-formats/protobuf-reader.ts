import { TokenizerDataError } from "../tokenizer-data-error.ts";

/** A field of a message: a number, or the bytes of a text or of another message. */
export interface ProtobufField {
  readonly field: number;
  /** Of a varint; as a float where `float` is read. */
  readonly value: number;
  readonly bytes: Uint8Array;
  readonly float: number;
}

const nothing = new Uint8Array(0);

/**
 * The fields of a Protocol Buffers message (https://protobuf.dev/programming-guides/encoding), in their order. Parts of the
 * file are looked at where they lie, and nothing is taken for them.
 *
 * @throws TokenizerDataError for what ends outside of the message
 */
export function* protobufFields(message: Uint8Array, what: string): Iterable<ProtobufField> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const fault = (): TokenizerDataError =>
    new TokenizerDataError(`${what} is no Protocol Buffers message: it is wrong at byte ${at}`);
  const need = (bytes: number): number => {
    const start = at;
    if (bytes > message.length - at) throw fault();
    at += bytes;
    return start;
  };
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[need(1)]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw fault();
  };
  while (at < message.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    const plain = { field, value: 0, bytes: nothing, float: 0 };
    switch (key % 8) {
      case 0:
        yield { ...plain, value: varint() };
        break;
      case 1:
        need(8);
        yield plain;
        break;
      case 2: {
        const length = varint();
        const start = need(length);
        yield { ...plain, bytes: message.subarray(start, start + length) };
        break;
      }
      case 5:
        yield { ...plain, float: view.getFloat32(need(4), true) };
        break;
      default:
        throw fault();
    }
  }
}
