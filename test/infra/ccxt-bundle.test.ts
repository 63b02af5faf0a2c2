import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleFunctions } from '#infra/bundle-functions.ts';
import { ccxtAlias } from '#infra/ccxt-alias.ts';
import { FUNCTION_NAMES } from '#infra/function-names.ts';
import { ROOT } from '../support/repository-files.ts';
import { configOf } from './synthesized-app.ts';

const MOST_BYTES = 1_420_000;
/** The functions that are given a broker. */
const WITH_BROKER: readonly string[] = ['place-order', 'track-orders', 'control-api', 'emergency-stop', 'reconcile'];

describe('the bundle of one exchange', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-ccxt-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function bundle(exchangeId: string): string {
    const outfile = join(folder, `${exchangeId}.mjs`);
    buildSync({
      absWorkingDir: ROOT,
      stdin: {
        contents: `
          export { exchangeClassOf } from '#adapters/ccxt/exchange-class.ts';
          export { createCcxtExchange } from '#adapters/ccxt/create-exchange.ts';
          export { CcxtBroker } from '#adapters/ccxt/ccxt-broker.ts';
          export { factsOf } from '#adapters/ccxt/known-exchanges.ts';`,
        resolveDir: ROOT,
        loader: 'ts',
      },
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      mainFields: ['module', 'main'],
      minify: true,
      keepNames: true,
      legalComments: 'none',
      logLevel: 'silent',
      alias: ccxtAlias(ROOT, exchangeId),
    });
    return outfile;
  }

  it.each(['binance', 'binanceusdm', 'bybit', 'kraken', 'hyperliquid', 'zaif'])(
    'Given %s, When its adapter is bundled, Then it is small, and importing it gives that exchange and no other',
    async (exchangeId) => {
      const file = bundle(exchangeId);
      expect(statSync(file).size).toBeLessThanOrEqual(MOST_BYTES);
      const { exchangeClassOf, createCcxtExchange, factsOf } = await import(pathToFileURL(file).href);
      const { exchange } = createCcxtExchange({
        exchangeClass: exchangeClassOf(exchangeId),
        facts: factsOf(exchangeId),
        credentials: { apiKey: 'key', secret: 'secret' },
        baseUrl: 'http://127.0.0.1:1',
        wallClock: () => 1,
      });
      expect(exchange.id).toBe(exchangeId);
      expect(JSON.stringify(exchange.urls.api)).toContain('http://127.0.0.1:1');
      expect(() => exchangeClassOf('okx')).toThrow('received okx');
    },
  );

  it('Given an environment that trades on an exchange, When its functions are bundled, Then those that place and track carry it, small, and load', async () => {
    const folders = bundleFunctions({
      root: ROOT,
      outdir: join(folder, 'functions'),
      config: { ...configOf('dev'), broker: 'ccxt:binance' },
    });
    for (const name of FUNCTION_NAMES) {
      const file = join(folders[name], 'handler.mjs');
      expect(statSync(file).size).toBeLessThanOrEqual(MOST_BYTES);
      expect(readFileSync(file, 'utf8').includes('api.binance.com')).toBe(WITH_BROKER.includes(name));
    }
    // The handler reads its environment when it is loaded: that it gets so far says that the bundle is whole.
    const loaded = import(pathToFileURL(join(folders['place-order'], 'handler.mjs')).href);
    await expect(loaded).rejects.toThrow('environment variable');
  });

  it('Given no exchange, When its alias is asked for, Then there is none', () => {
    expect(ccxtAlias(ROOT, null)).toEqual({});
  });

  it('Given a name that is no exchange, When its alias is asked for, Then it is refused', () => {
    expect(() => ccxtAlias(ROOT, '../okx')).toThrow('received "../okx"');
    expect(() => ccxtAlias(ROOT, 'nowhere')).toThrow('received "nowhere"');
  });
});
