export const classNames: {
  readonly name: string;
  setup(build: import("esbuild").PluginBuild): void;
};

export function nameClasses(source: string): string;
