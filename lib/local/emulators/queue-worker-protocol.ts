/** What the queue worker is started with. */
export interface QueueWorkerData {
  readonly clock: SharedArrayBuffer;
  readonly region: string;
  /** Folder that keeps the messages; `null` keeps them in memory. */
  readonly directory: string | null;
  readonly queues: readonly { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[];
}

/** Asks how a queue stands. */
export interface QueueRequest {
  readonly id: number;
  readonly queue: string;
}

/** A message that somebody has received and not deleted. */
export interface InFlightMessage {
  readonly receiptHandle: string;
  /** Instant at which it becomes visible again. */
  readonly visibilityDeadline: number;
}

/** How a queue stands. */
export interface QueueStanding {
  readonly inFlight: readonly InFlightMessage[];
  /** Messages that could be received. */
  readonly visible: number;
  /** When the oldest message was sent, in flight or not; `null`: the queue is empty. */
  readonly oldest: number | null;
}

export type QueueReply = { readonly port: number } | ({ readonly id: number } & QueueStanding);
