import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Scripts and styles that go into the page as they are. */
export interface ReportAssets {
  /** uPlot, as a classic script. */
  readonly chartScript: string;
  readonly chartStyle: string;
  /** uPlot's licence, which asks to be kept with every copy. */
  readonly chartLicence: string;
  /** Runs before uPlot. */
  readonly sharpnessScript: string;
  /** Runs after uPlot, as a module. */
  readonly pageScript: string;
  readonly pageStyle: string;
}

/** Each after those that it imports. */
const PAGE_MODULES = [
  'text',
  'state',
  'axes',
  'frame',
  'curves',
  'histograms',
  'marks',
  'prices',
  'page-script',
] as const;

/**
 * Reads uPlot from the installed package and the page's own script and style from beside this file.
 *
 * @throws {Error} when uPlot is not installed.
 */
export function readReportAssets(): ReportAssets {
  const { resolve } = createRequire(import.meta.url);
  return {
    chartScript: read(resolve('uplot/dist/uPlot.iife.min.js')),
    chartStyle: read(resolve('uplot/dist/uPlot.min.css')),
    chartLicence: read(resolve('uplot/LICENSE')),
    sharpnessScript: read(new URL('./page/canvas-sharpness.js', import.meta.url)),
    pageScript: joinModules(PAGE_MODULES.map((name) => read(new URL(`./page/${name}.js`, import.meta.url)))),
    pageStyle: read(new URL('./page/page-style.css', import.meta.url)),
  };
}

/** One module of several, because a page without a network cannot import: imports go, exports become plain declarations. */
function joinModules(modules: readonly string[]): string {
  return modules.map((text) => text.replace(/^import [^;]*;\n/gm, '').replace(/^export /gm, '')).join('\n');
}

/** Line ends as an HTML parser reads them, so that the hashes in the page's security policy hold. */
function read(file: string | URL): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}
