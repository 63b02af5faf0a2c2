import type { SessionRecords } from '#domain/reporting/session-records.ts';
import type { BarSeries } from '#domain/shared/bar-series.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { type Phase, phasesOf } from '#domain/simulation/phases.ts';
import type { CloudAssembly } from './assembly/cloud-assembly.ts';
import type { GatewayHooks } from './gateway/gateway.ts';
import { LocalCloud } from './local-cloud.ts';
import type { MarketPosition } from './market-data/market-timeline.ts';
import { OutsideVenue } from './replay/outside-venue.ts';
import { createReplayCursor, NO_CURSOR } from './replay/replay-cursor.ts';
import { ReplayDriver } from './replay/replay-driver.ts';
import { openLedger, readSessionRecords } from './replay/session-records.ts';
import { SharedClock } from './time/shared-clock.ts';

export interface LocalRunOptions {
  readonly assembly: CloudAssembly;
  readonly series: readonly BarSeries[];
  readonly timeframeMs: number;
  readonly account: string;
  /** `sim`, `alpaca` or `ccxt:ID`. */
  readonly broker: string;
  /** Idempotency key of the session. */
  readonly sessionKey: string;
  readonly logDirectory: string;
  /** Folder to resume from, and how often it has been booted before; `null` for a run in memory. */
  readonly data: { readonly directory: string; readonly boot: number } | null;
  readonly port: number;
  readonly environment: NodeJS.ProcessEnv;
  readonly hooks?: GatewayHooks;
  /** Told of trouble with a venue outside, which the run goes on after. */
  readonly onTrouble?: (text: string) => void;
  readonly deliverTwice?: boolean;
  /** Alarms call their functions, too, not only the topic. The replay in process has none, and writes the same files. */
  readonly alarmsAct?: boolean;
  readonly onPhase?: (index: number, phase: Phase) => Promise<void> | void;
}

/**
 * The clock while the queues of a data folder are loaded: nobody works on what was in flight when the process before
 * this one died, so that all of it becomes visible. (The emulator cannot make a stored message visible by a call.)
 */
const AFTER_EVERY_DEADLINE = Date.UTC(9999, 0, 1);

/** A local cloud with the bars of one replay in its market, its clock standing still. */
export class LocalRun {
  readonly cloud: LocalCloud;
  readonly phases: readonly Phase[];
  readonly #options: LocalRunOptions;
  readonly #moveMarket: (position: MarketPosition) => void;

  private constructor(cloud: LocalCloud, options: LocalRunOptions, moveMarket: (position: MarketPosition) => void) {
    this.cloud = cloud;
    this.phases = [...phasesOf(options.series)];
    this.#options = options;
    this.#moveMarket = moveMarket;
  }

  static async boot(options: LocalRunOptions): Promise<LocalRun> {
    const clock = new SharedClock();
    clock.set(AFTER_EVERY_DEADLINE);
    let position: MarketPosition = { instant: 0, phase: 'close' };
    const { series, timeframeMs, data } = options;
    const bars = series.flatMap((one) => [...one]);
    const cloud = await LocalCloud.boot({
      assembly: options.assembly,
      clock,
      marketData: { bars, timeframeMs, position: () => position },
      logDirectory: options.logDirectory,
      dataDirectory: data?.directory ?? null,
      boot: data?.boot ?? 0,
      port: options.port,
      broker: options.broker,
      environment: options.environment,
      ...(options.hooks === undefined ? {} : { hooks: options.hooks }),
    });
    cloud.alarms.areActing = options.alarmsAct ?? false;
    return new LocalRun(cloud, options, (next) => {
      position = next;
    });
  }

  /** Moves clock and market, for tests that drive the functions themselves. */
  moveTo(position: MarketPosition): void {
    this.cloud.clock.set(position.instant);
    this.#moveMarket(position);
  }

  /** Runs the session over all bars, or from where the data folder stands; returns what it left in the ledger. */
  async replay(): Promise<SessionRecords> {
    const { cloud } = this;
    const { sessionKey, broker, data, deliverTwice, onPhase } = this.#options;
    const ledger = this.#ledger();
    const driver = new ReplayDriver({
      cloud,
      phases: this.phases,
      sessionKey,
      cursor: data === null ? NO_CURSOR : createReplayCursor(cloud.dynamo, cloud.table.name),
      moveMarket: this.#moveMarket,
      venue: broker === 'sim' ? null : new OutsideVenue({ listOpenOrders: () => ledger.listOpenOrders() }),
      onTrouble: this.#options.onTrouble ?? (() => undefined),
      ...(deliverTwice === undefined ? {} : { deliverTwice }),
      ...(onPhase === undefined ? {} : { onPhase }),
    });
    const sessionId = await driver.run();
    return readSessionRecords(ledger, sessionId);
  }

  /** Cash that the account had when its first session began. */
  async openingCash(): Promise<Decimal> {
    const view = await this.#ledger().readAccount();
    if (view === null) throw new Error(`account ${this.#options.account} has no ledger row`);
    return view.account.openingCash;
  }

  #ledger() {
    const { cloud } = this;
    return openLedger({
      client: cloud.dynamo,
      tableName: cloud.table.name,
      account: this.#options.account,
      now: () => cloud.clock.instant ?? Date.now(),
    });
  }

  stop(): Promise<void> {
    return this.cloud.stop();
  }
}
