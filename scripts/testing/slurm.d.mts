/** Why tests that need Slurm are skipped here; undefined where they are not. */
export const noSlurm: string | undefined;

export interface Slurm {
  /** By which its commands find it. */
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
  close(): Promise<void>;
}

/** Slurm on this machine alone, in a folder of its own: one node with all cores. */
export function startSlurm(): Promise<Slurm>;
