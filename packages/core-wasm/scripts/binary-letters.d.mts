export function writeLetters(bytes: Uint8Array): string;
