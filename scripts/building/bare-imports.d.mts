export const bareImports: {
  readonly name: string;
  renderChunk(code: string): { code: string };
};
