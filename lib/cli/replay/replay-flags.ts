import type { Command } from 'commander';

/** The flags of a replay as they were typed: texts, not checked. */
export interface ReplayFlags {
  readonly data?: readonly string[];
  readonly symbol?: string;
  readonly policy?: string;
  readonly param?: readonly string[];
  readonly initialBalance?: string;
  readonly durationMinutes?: string;
  readonly riskProfile?: string;
  readonly commissionBps?: string;
  readonly slippageBps?: string;
  readonly sizePct?: string;
  readonly lot?: string;
  readonly tick?: string;
  readonly stopLossPct?: string;
  readonly takeProfitPct?: string;
  readonly trailingStopPct?: string;
  readonly timeExitBars?: string;
  readonly timeframe?: string;
  readonly annualisation?: string;
  readonly seed?: string;
  readonly speed?: string;
  readonly config?: string;
  readonly out?: string;
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Gives a command every flag of a replay. `outDefault` is shown in the help. */
export function addReplayFlags(command: Command, outDefault: string): Command {
  return command
    .option('--data <file>', 'CSV bars: FILE, or SYMBOL=FILE, repeatable (default: the bundled synthetic day)', collect)
    .option(
      '--symbol <symbol>',
      'symbol of a plain --data FILE, e.g. BTC/USD or SPY (default: that of the bundled bars)',
    )
    .option('--policy <name>', 'strategy (default: sma_fast_slow)')
    .option('--param <key=value>', 'parameter of the strategy, repeatable', collect)
    .option('--initial-balance <amount>', 'opening cash (default: 100000)')
    .option('--duration-minutes <minutes>', 'simulated minutes from the first bar (default: all)')
    .option('--risk-profile <profile>', 'none, conservative, balanced or aggressive (default: none)')
    .option('--commission-bps <bps>', 'commission on the filled notional, in basis points (default: 0)')
    .option('--slippage-bps <bps>', 'slippage from the open, in basis points (default: 0)')
    .option('--size-pct <percent>', 'percent of equity that an entry is worth (default: 95)')
    .option('--lot <quantity>', 'step of quantities (default: 0.00000001)')
    .option('--tick <price>', 'step of prices (default: not rounded)')
    .option('--stop-loss-pct <percent>', 'stop this far from the entry price, resting at the venue (default: off)')
    .option('--take-profit-pct <percent>', 'limit this far from the entry price, beside the stop (default: off)')
    .option('--trailing-stop-pct <percent>', 'stop this far behind the best price (default: off)')
    .option('--time-exit-bars <bars>', 'leave a position after so many bars (default: off)')
    .option(
      '--timeframe <length>',
      'bar length, e.g. 1m, 1h, 1d (default and maximum: the smallest spacing of the bars)',
    )
    .option('--annualisation <days>', 'days a year of daily statistics (default: 365 for pairs, 252 for equities)')
    .option('--seed <number>', 'seed of everything random (default: 0)')
    .option('--speed <speed>', 'max, 1x or 60x (default: max)')
    .option('--config <file>', 'YAML configuration; flags and environment go before it')
    .option('--out <dir>', `folder of the result files (default: ${outDefault})`);
}
