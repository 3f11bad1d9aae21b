import type { ByteCursor } from "../byte-cursor.ts";
import { PickleGlobal } from "./known-names.ts";
import { expectDict, expectHashable, expectList, PickleMachine } from "./pickle-machine.ts";
import { op } from "./pickle-opcodes.ts";
import { TorchFileError } from "./torch-file-error.ts";
import { TorchTensor } from "./torch-tensor.ts";

/** What stands outside a pickle. */
export interface PickleSurroundings {
  /** Throws for one that is not known. */
  readonly global: (module: string, name: string) => unknown;
  /** What a persistent id stands for. */
  readonly persistent: (id: unknown) => unknown;
}

const LATEST_PROTOCOL = 5;
const LONGEST_LONG = 256;

/**
 * Read one pickle: a small language whose instructions put values on a stack. Only those that make values are known; a name
 * stands for one of a closed list, and nothing of the file's is ever run.
 *
 * @throws TorchFileError for anything else
 */
export function unpickle(cursor: ByteCursor, around: PickleSurroundings): unknown {
  const machine = new PickleMachine();
  for (;;) {
    const at = cursor.position;
    const code = cursor.uint8();
    if (code === op.stop) return machine.pop();
    if (pushed(code, cursor, machine) || collected(code, machine)) continue;
    if (!named(code, cursor, machine, around))
      throw new TorchFileError(
        `the pickle has instruction 0x${code.toString(16)} at byte ${at}, which no file of tensors and containers needs`,
      );
  }
}

/** Instructions that put a value on the stack, or remember one; false for another. */
function pushed(code: number, cursor: ByteCursor, machine: PickleMachine): boolean {
  switch (code) {
    case op.none:
      return put(machine, null);
    case op.true:
      return put(machine, true);
    case op.false:
      return put(machine, false);
    case op.int32:
      return put(machine, cursor.int32());
    case op.uint8:
      return put(machine, cursor.uint8());
    case op.uint16:
      return put(machine, cursor.uint16());
    case op.long1:
      return put(machine, long(cursor, cursor.uint8()));
    case op.long4:
      return put(machine, long(cursor, cursor.uint32()));
    case op.float:
      return put(machine, cursor.float64BigEndian());
    case op.unicode:
    case op.string:
      return put(machine, cursor.text(cursor.uint32(), "a text"));
    case op.shortUnicode:
    case op.shortString:
      return put(machine, cursor.text(cursor.uint8(), "a text"));
    case op.unicode8:
      return put(machine, cursor.text(cursor.count64("the length of a text"), "a text"));
    case op.bytes:
      return put(machine, cursor.bytes(cursor.uint32()).slice());
    case op.shortBytes:
      return put(machine, cursor.bytes(cursor.uint8()).slice());
    case op.bytes8:
    case op.byteArray8:
      return put(machine, cursor.bytes(cursor.count64("the length of bytes")).slice());
    case op.put:
      machine.remember(cursor.uint8());
      return true;
    case op.longPut:
      machine.remember(cursor.uint32());
      return true;
    case op.memoize:
      machine.remember();
      return true;
    case op.get:
      machine.recall(cursor.uint8());
      return true;
    case op.longGet:
      machine.recall(cursor.uint32());
      return true;
    case op.dup:
      return put(machine, machine.top());
    case op.pop:
      machine.pop();
      return true;
    case op.mark:
      machine.mark();
      return true;
    case op.popMark:
      machine.popToMark();
      return true;
    default:
      return false;
  }
}

/** Instructions that make containers; false for another. */
function collected(code: number, machine: PickleMachine): boolean {
  switch (code) {
    case op.emptyList:
      return put(machine, [], "list");
    case op.list:
      return put(machine, machine.popToMark(), "list");
    case op.append: {
      const value = machine.pop();
      expectList(machine.top()).push(value);
      return true;
    }
    case op.appends: {
      const values = machine.popToMark();
      const list = expectList(machine.top());
      for (const value of values) list.push(value);
      return true;
    }
    case op.emptyTuple:
      return put(machine, Object.freeze([]), "list");
    case op.tuple:
      return put(machine, Object.freeze(machine.popToMark()), "list");
    case op.tuple1:
    case op.tuple2:
    case op.tuple3:
      return put(machine, Object.freeze(machine.popMany(code - op.tuple1 + 1)), "list");
    case op.emptyDict:
      return put(machine, new Map(), "dict");
    case op.dict: {
      const items = machine.popToMark();
      put(machine, new Map(), "dict");
      return setItems(machine, items);
    }
    case op.setItem:
      return setItems(machine, machine.popMany(2));
    case op.setItems:
      return setItems(machine, machine.popToMark());
    case op.emptySet:
      return put(machine, new Set(), "dict");
    case op.addItems: {
      const values = machine.popToMark();
      const set = machine.top();
      if (!(set instanceof Set)) throw new TorchFileError("the pickle adds to what is no set");
      for (const value of values) set.add(expectHashable(value));
      return true;
    }
    case op.frozenSet:
      return put(machine, new Set(machine.popToMark().map(expectHashable)), "dict");
    default:
      return false;
  }
}

/** Instructions that name things, call them or give them a state; false for another. */
function named(
  code: number,
  cursor: ByteCursor,
  machine: PickleMachine,
  { global, persistent }: PickleSurroundings,
): boolean {
  switch (code) {
    case op.protocol: {
      const protocol = cursor.uint8();
      if (protocol > LATEST_PROTOCOL)
        throw new TorchFileError(
          `the pickle is of protocol ${protocol}, expected at most ${LATEST_PROTOCOL}`,
        );
      return true;
    }
    case op.frame: // a hint for readers of streams
      expectFrame(cursor.count64("the length of a frame"), cursor.rest);
      return true;
    case op.global:
      return put(machine, global(line(cursor), line(cursor)));
    case op.stackGlobal: {
      const [module, name] = machine.popMany(2);
      if (typeof module !== "string" || typeof name !== "string")
        throw new TorchFileError("the pickle names something by what is no text");
      return put(machine, global(module, name));
    }
    case op.persistentId:
      return put(machine, persistent(machine.pop()));
    case op.reduce: {
      const [callable, args] = machine.popMany(2);
      if (!(callable instanceof PickleGlobal) || !Array.isArray(args))
        throw new TorchFileError("the pickle calls what is no function of PyTorch's");
      machine.weigh("dict");
      return put(machine, callable.call(args));
    }
    case op.build: {
      // Attributes, such as the versions of a state dict's modules, which are no values of it.
      machine.pop();
      const target = machine.top();
      if (target instanceof Map || target instanceof TorchTensor) return true;
      throw new TorchFileError("the pickle gives a state to what has none");
    }
    default:
      return false;
  }
}

function put(machine: PickleMachine, value: unknown, made?: "list" | "dict"): true {
  if (made) machine.weigh(made);
  machine.push(value);
  return true;
}

function setItems(machine: PickleMachine, items: readonly unknown[]): true {
  const dict = expectDict(machine.top());
  if (items.length % 2 === 1) throw new TorchFileError("the pickle has a key without a value");
  for (let i = 0; i < items.length; i += 2) dict.set(expectHashable(items[i]), items[i + 1]);
  return true;
}

/** Two's complement, little-endian, of any length. */
function long(cursor: ByteCursor, length: number): number | bigint {
  if (length > LONGEST_LONG)
    throw new TorchFileError(
      `the pickle has an integer of ${length} bytes, expected at most ${LONGEST_LONG}`,
    );
  let value = 0n;
  const bytes = cursor.bytes(length);
  for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  if (length > 0 && bytes[length - 1]! >= 128) value -= 1n << BigInt(8 * length);
  const plain = Number(value);
  return Number.isSafeInteger(plain) ? plain : value;
}

const LONGEST_NAME = 256;

function line(cursor: ByteCursor): string {
  const codes: number[] = [];
  for (let code = cursor.uint8(); code !== 10; code = cursor.uint8()) {
    if (codes.length === LONGEST_NAME)
      throw new TorchFileError(`the pickle has a name of more than ${LONGEST_NAME} characters`);
    codes.push(code);
  }
  return String.fromCharCode(...codes);
}

function expectFrame(length: number, rest: number): void {
  if (length > rest)
    throw new TorchFileError(`the pickle has a frame of ${length} bytes, and ${rest} are left`);
}
