export function writeDelta(base: Buffer, target: Buffer): Buffer;
