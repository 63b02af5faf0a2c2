/** The run was asked to stop before its end. */
export class StoppedEarlyError extends Error {
  override readonly name = 'StoppedEarlyError';
  readonly code = 'STOPPED_EARLY';
}

/** Whether somebody asked this process to stop: the first SIGINT or SIGTERM drains and saves, the second kills. */
export class StopRequest {
  readonly #release: () => void;
  readonly #asked: Promise<void>;
  #isAsked = false;

  constructor(subscribe: (onSignal: () => void) => () => void) {
    let ask: () => void = () => undefined;
    this.#asked = new Promise((settle) => {
      ask = settle;
    });
    this.#release = subscribe(() => {
      this.#isAsked = true;
      ask();
    });
  }

  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** Settles at the first signal. */
  get asked(): Promise<void> {
    return this.#asked;
  }

  /** Gives the signals back to the process. */
  release(): void {
    this.#release();
  }
}

/** Listens for SIGINT and SIGTERM; after the first one they have their usual effect again. */
export function listenForSignals(): StopRequest {
  return new StopRequest((onSignal) => {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    const release = (): void => {
      for (const signal of signals) process.off(signal, handle);
    };
    function handle(): void {
      release();
      onSignal();
    }
    for (const signal of signals) process.on(signal, handle);
    return release;
  });
}
