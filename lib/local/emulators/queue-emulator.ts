import { Worker } from 'node:worker_threads';
import { LocalCloudError } from '../errors.ts';
import type { QueueSpec } from '../template/local-template.ts';
import type { SharedClock } from '../time/shared-clock.ts';
import type { InFlightMessage, QueueReply, QueueStanding, QueueWorkerData } from './queue-worker-protocol.ts';

export interface QueueEmulatorOptions {
  readonly clock: SharedClock;
  readonly region: string;
  readonly directory: string | null;
  readonly queues: readonly QueueSpec[];
}

/** fauxqs in a worker thread whose `Date` is the shared clock, so that visibility and deduplication run on it. */
export class QueueEmulator {
  readonly url: URL;
  readonly #worker: Worker;
  readonly #pending = new Map<number, (standing: QueueStanding) => void>();
  #requests = 0;

  private constructor(worker: Worker, port: number) {
    this.#worker = worker;
    this.url = new URL(`http://127.0.0.1:${port}`);
    worker.on('message', (reply: QueueReply) => {
      if (!('id' in reply)) return;
      this.#pending.get(reply.id)?.(reply);
      this.#pending.delete(reply.id);
    });
  }

  /** Starts the emulator and creates the queues that its folder does not hold yet. */
  static async start(options: QueueEmulatorOptions): Promise<QueueEmulator> {
    const data: QueueWorkerData = {
      clock: options.clock.memory,
      region: options.region,
      directory: options.directory,
      queues: options.queues.map(({ name, attributes }) => ({ name, attributes })),
    };
    const worker = new Worker(new URL('./queue-worker.ts', import.meta.url), {
      workerData: data,
      // The emulator stores messages with node:sqlite, which says that it is experimental.
      execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning'],
    });
    const port = await new Promise<number>((settle, fail) => {
      worker.once('error', (error) =>
        fail(new LocalCloudError(`The queue emulator did not start: ${String(error)}`, { cause: error })),
      );
      worker.once('message', (reply: QueueReply) =>
        'port' in reply ? settle(reply.port) : fail(new LocalCloudError('The queue emulator sent no port')),
      );
    });
    return new QueueEmulator(worker, port);
  }

  /** Messages that have been received and neither deleted nor become visible again. */
  async inFlight(queue: QueueSpec): Promise<readonly InFlightMessage[]> {
    return (await this.standing(queue)).inFlight;
  }

  standing(queue: QueueSpec): Promise<QueueStanding> {
    this.#requests += 1;
    const id = this.#requests;
    return new Promise((settle) => {
      this.#pending.set(id, settle);
      this.#worker.postMessage({ id, queue: queue.name });
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
