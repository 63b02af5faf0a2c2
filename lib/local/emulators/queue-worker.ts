import { Server } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { installVirtualDate } from '../time/virtual-date.ts';
import type { QueueRequest, QueueWorkerData } from './queue-worker-protocol.ts';

const data = workerData as QueueWorkerData;
installVirtualDate(data.clock);
restrictToLoopback();

// After the replacement of `Date`, which the emulator reads from its first line on.
const { startFauxqs } = await import('fauxqs');
const server = await startFauxqs({
  port: 0,
  logger: false,
  defaultRegion: data.region,
  ...(data.directory === null ? {} : { dataDir: data.directory }),
});

for (const queue of data.queues) {
  if (server.inspectQueue(queue.name) === undefined) {
    server.createQueue(queue.name, { attributes: { ...queue.attributes }, region: data.region });
  }
}
parentPort?.on('message', (request: QueueRequest) => {
  parentPort?.postMessage({ id: request.id, inFlight: inFlightOf(request.queue) });
});
parentPort?.postMessage({ port: server.port });

function inFlightOf(queue: string) {
  const messages = server.inspectQueue(queue)?.messages.inflight ?? [];
  return messages.map(({ receiptHandle, visibilityDeadline }) => ({ receiptHandle, visibilityDeadline }));
}

/** The emulator listens on every interface of the machine; nobody but this process has business with it. */
function restrictToLoopback(): void {
  const listenAnywhere: Server['listen'] = Reflect.get(Server.prototype, 'listen');
  Server.prototype.listen = new Proxy(listenAnywhere, {
    apply: (listen, server, [first, ...others]: unknown[]) => {
      const options = typeof first === 'object' && first !== null ? { ...first, host: '127.0.0.1' } : first;
      return Reflect.apply(listen, server, [options, ...others]);
    },
  });
}
