export function markPure(source: string): string;
