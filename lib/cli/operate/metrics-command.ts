import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Command } from 'commander';
import { Hono } from 'hono';
import { listenForSignals } from '../local/stop-request.ts';
import { portFlag, portInUse } from '../replay/flag-values.ts';
import type { Terminal } from '../terminal.ts';
import { addReadFlags, type OperateFlags } from './operate-flags.ts';
import { operating } from './operating.ts';
import type { Operation } from './operation.ts';

interface MetricsFlags extends OperateFlags {
  readonly listen?: string;
}

const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** `tidegate metrics`. */
export function metricsCommand(terminal: Terminal): Command {
  return addReadFlags(new Command('metrics'))
    .description('The account in figures, as Prometheus reads them')
    .option('--listen <port>', 'answer GET /metrics on 127.0.0.1, signed on the way on, until Ctrl-C (0: a free port)')
    .action(
      operating<MetricsFlags>(terminal, async (operation, { listen }) => {
        if (listen === undefined) terminal.stdout.write(await readMetrics(operation));
        else await answerScrapes(operation, portFlag('--listen', listen), terminal);
      }),
    );
}

function readMetrics(operation: Operation): Promise<string> {
  return operation.api.text({ method: 'GET', path: '/metrics' });
}

/** Prometheus signs no requests: this door does it for one on the same machine. A scrape that fails gets its reason and 502. */
async function answerScrapes(operation: Operation, port: number, terminal: Terminal): Promise<void> {
  const stop = listenForSignals();
  const app = new Hono();
  app.get('/metrics', async (context) =>
    context.body(await readMetrics(operation), 200, { 'content-type': PROMETHEUS_TEXT }),
  );
  app.onError((error, context) => {
    terminal.stderr.write(`${error.message}\n`);
    return context.text(`${error.message}\n`, 502);
  });
  const server = await open(app, port);
  try {
    terminal.stderr.write(`listening http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics\n`);
    await stop.asked;
  } finally {
    stop.release();
    await new Promise((settle) => server.close(settle));
  }
}

function open(app: Hono, port: number): Promise<ServerType> {
  return new Promise((settle, fail) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => settle(server));
    server.once('error', (error) => fail(portInUse('--listen', port, error)));
  });
}
