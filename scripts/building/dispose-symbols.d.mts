export function nameDisposables(code: string): string;

export const disposeSymbols: {
  readonly name: string;
  renderChunk(code: string): { code: string };
};
