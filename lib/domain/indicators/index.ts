/** What a strategy may build on. */
export { type AverageTrueRangeState, averageTrueRange } from './average-true-range.ts';
export { type BollingerReading, type BollingerState, bollingerBands } from './bollinger-bands.ts';
export { comparePrices, type ExactPrice, exactPrice } from './exact-price.ts';
export { type ExponentialAverageState, exponentialAverage } from './exponential-average.ts';
export type { Indicator } from './indicator.ts';
export { type MacdPeriods, type MacdReading, type MacdState, macd } from './macd.ts';
export { type RollingExtremeState, rollingHighest, rollingLowest } from './rolling-extreme.ts';
export { type RsiComparison, type RsiReading, type RsiState, rsi, rsiAgainst } from './rsi.ts';
export {
  type SimpleAverageState,
  type SimpleAveragesState,
  simpleAverage,
  simpleAverageCross,
} from './simple-averages.ts';
