export const ourSources: {
  readonly name: string;
  setup(build: import("esbuild").PluginBuild): void;
};
