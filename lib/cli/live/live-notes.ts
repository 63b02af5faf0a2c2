import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import type { LiveNote } from '#application/market/live-lite.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { fixedToDecimal } from '#domain/shared/fixed.ts';
import { MINUTE, toIso } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import type { Terminal } from '../terminal.ts';

export interface LiveNotes {
  started(duration: number | null): void;
  warmedUp(symbol: string, bars: number, plan: TradingPlan): void;
  marked(bars: readonly Bar[], snapshot: EquitySnapshot): void;
  readonly note: (note: LiveNote) => void;
}

/** Tells on `stderr` how a live-lite run goes; a source that stays away is told once. */
export function liveNotes(terminal: Terminal, { symbols, timeframe }: EnvironmentConfig): LiveNotes {
  let failure = '';
  const tell = (text: string): void => void terminal.stderr.write(`${text}\n`);
  return {
    started(duration) {
      const until = duration === null ? 'until SIGINT' : `for ${duration / MINUTE} minutes`;
      tell(
        `live-lite: ${symbols.join(', ')}, ${timeframe} bars, ${until}; simulated fills, no order leaves this process`,
      );
    },
    warmedUp(symbol, bars, { strategies }) {
      const wanted = Math.max(...strategies.map(({ running }) => running.warmup));
      if (wanted === 0) return;
      const short = bars < wanted ? `: the strategies ask for ${wanted}, so the first signals may come later` : '';
      tell(`warmed up on ${bars} bars of ${symbol}${short}`);
    },
    marked(bars, { equity }) {
      failure = '';
      const closes = bars.map(({ symbol, close }) => `${symbol} ${close}`).join(', ');
      tell(`${toIso(bars[0]?.openTime ?? 0)} ${closes}, equity ${fixedToDecimal(equity).toFixed(2)}`);
    },
    note(note) {
      if (note.kind === 'failed') {
        if (note.reason !== failure) tell(`warning: ${note.reason}; asking on`);
        failure = note.reason;
      } else tell(`note: ${describe(note)}`);
    },
  };
}

function describe(note: Exclude<LiveNote, { readonly kind: 'failed' }>): string {
  switch (note.kind) {
    case 'late':
      return `the bar of ${note.symbol} at ${toIso(note.time)} came too late: nothing is decided again`;
    case 'behind':
      return `the bar at ${toIso(note.time)} is known ${note.seconds} s after its close: nothing is decided on it`;
    case 'missing':
      return `no bars of ${note.symbol} from ${toIso(note.from)} to ${toIso(note.to)}`;
  }
}
