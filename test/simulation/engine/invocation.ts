import type { Engine, Latency } from './engine.ts';

/** What came of a port call at the moment at which it took effect. */
export interface Effect<T> {
  readonly answer: T | Promise<T>;
  /** The call throws this instead of answering. */
  readonly error?: Error;
  /** Milliseconds until the answer is back. */
  readonly delay?: number;
  /** For the log. */
  readonly note?: string;
}

/**
 * One run of a function. Every call of a port stops it until the simulator lets the call take effect, and then until its answer is back; at
 * both points it may die, and whatever it would have done later never happens.
 */
export class Invocation {
  readonly requestId: string;
  readonly useCase: string;
  isDead = false;
  readonly #engine: Engine;
  readonly #ordinals = new Map<string, number>();
  readonly #onDeath: () => void;

  constructor(engine: Engine, useCase: string, requestId: string, onDeath: () => void) {
    this.#engine = engine;
    this.useCase = useCase;
    this.requestId = requestId;
    this.#onDeath = onDeath;
  }

  die(why: string): void {
    if (this.isDead) return;
    this.isDead = true;
    this.#engine.note(`${this.requestId} dies: ${why}`);
    this.#onDeath();
  }

  /** Stops here until `act` has taken effect and its answer is back. */
  call<T>(port: string, latency: Latency, act: () => Effect<T>): Promise<T> {
    const ordinal = (this.#ordinals.get(port) ?? 0) + 1;
    this.#ordinals.set(port, ordinal);
    const point = `${this.useCase} › ${port} #${ordinal}`;
    return new Promise<T>((resolve, reject) => {
      if (this.isDead) return;
      if (this.#engine.crashesAt(point, 'before', this)) return;
      this.#engine.time.schedule(this.#engine.draw(latency), () => {
        const effect = act();
        if (effect.answer instanceof Promise) effect.answer.catch(() => {});
        this.#engine.note(`${this.requestId} ${port}${effect.note === undefined ? '' : ` ${effect.note}`}`);
        this.#engine.onEffect?.(`${this.useCase} › ${port}`);
        const delay = effect.delay ?? this.#engine.draw(latency);
        this.#engine.time.schedule(delay, () => this.#goOn(point, effect, resolve, reject));
      });
    });
  }

  #goOn<T>(
    point: string,
    effect: Effect<T>,
    resolve: (value: T | Promise<T>) => void,
    reject: (e: Error) => void,
  ): void {
    if (this.isDead || this.#engine.crashesAt(point, 'after', this)) return;
    this.#engine.time.resumed();
    if (effect.error === undefined) resolve(effect.answer);
    else reject(effect.error);
  }
}
