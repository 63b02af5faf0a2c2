import { Server } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { installVirtualDate } from '../time/virtual-date.ts';
import type { QueueRequest, QueueStanding, QueueWorkerData } from './queue-worker-protocol.ts';

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
  parentPort?.postMessage({ id: request.id, ...standingOf(request.queue) });
});
parentPort?.postMessage({ port: server.port });

function standingOf(queue: string): QueueStanding {
  const { ready = [], inflight = [] } = server.inspectQueue(queue)?.messages ?? {};
  const sent = [...ready, ...inflight.map(({ message }) => message)].map(({ sentTimestamp }) => sentTimestamp);
  return {
    inFlight: inflight.map(({ receiptHandle, visibilityDeadline }) => ({ receiptHandle, visibilityDeadline })),
    visible: ready.length,
    oldest: sent.length === 0 ? null : Math.min(...sent),
  };
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
