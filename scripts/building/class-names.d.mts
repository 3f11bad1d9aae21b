export function nameClasses(source: string): string;
