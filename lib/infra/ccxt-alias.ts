import { existsSync } from 'node:fs';
import { join } from 'node:path';

const LEFT_OUT = ['fflate', 'protobufjs/minimal', 'protobufjs/minimal.js', 'undici', 'ws'];

/**
 * esbuild's `alias` that makes `ccxt` the one exchange of an environment, 0.8 MB instead of 6.3; `null`: an environment without one,
 * whose functions do not import it. ccxt's package hides the files of its exchanges, hence the path.
 *
 * @throws for an exchange that ccxt does not have.
 */
export function ccxtAlias(root: string, exchangeId: string | null): Readonly<Record<string, string>> {
  if (exchangeId === null) return {};
  const stub = join(root, 'lib/infra/stubs/left-out.ts');
  const file = join(root, `node_modules/ccxt/js/src/${exchangeId}.js`);
  if (!/^[a-z0-9]+$/.test(exchangeId) || !existsSync(file))
    throw new Error(`exchange: received ${JSON.stringify(exchangeId)}, expected the id of one that ccxt has`);
  return { ccxt: file, ...Object.fromEntries(LEFT_OUT.map((name) => [name, stub])) };
}
