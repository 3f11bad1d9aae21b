export interface ServeOptions {
  /** Any free one unless given. */
  readonly port?: number;
  /** "/" unless given. */
  readonly base?: string;
  /** Send the headers of a cross-origin isolated page. */
  readonly isolated?: boolean;
  /** A Content-Security-Policy for every file, the worker's script too. */
  readonly policy?: string;
  /** Let other hosts' pages read the files. */
  readonly cors?: boolean;
}

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

export function serveFolder(folder: string, options?: ServeOptions): Promise<Served>;
