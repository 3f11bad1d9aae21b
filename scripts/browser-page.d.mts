import type { Page } from "playwright-core";

/** The browser's program: CHROMIUM in the environment, or Debian's. */
export const browser: string;

/** What it is started with, so that it has WebGPU where there is no GPU. */
export const browserArguments: string[];

export interface OpenPage {
  readonly page: Page;
  close(): Promise<void>;
}

export function openPage(entry: string, options?: { readonly folder?: string }): Promise<OpenPage>;

export interface OpenFiles {
  open(path: string, viewport: { readonly width: number; readonly height: number }): Promise<Page>;
  close(): Promise<void>;
}

export function openFiles(): Promise<OpenFiles>;
