/**
 * A streaming indicator. Its state is plain JSON and owned: `add` changes it in place, in O(1) (amortised), whatever the period.
 *
 * A strategy keeps the state inside its own and hands it back at the next bar; it need not look into it.
 */
export interface Indicator<State, Input, Value> {
  /** State before the first value. */
  readonly start: () => State;
  /** Takes the next value of the series and gives the indicator after it; `null` while it is not defined yet. */
  readonly add: (state: State, input: Input) => Value | null;
}
