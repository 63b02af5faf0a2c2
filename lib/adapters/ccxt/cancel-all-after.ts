import * as z from 'zod/mini';
import { BrokerError } from '#application/ports/broker-error.ts';
import type { CcxtExchange } from './ccxt-exchange.ts';
import type { CancelTimer } from './exchange-facts.ts';
import type { ExchangeSession } from './exchange-session.ts';
import { valueAt } from './raw-answer.ts';

/** Sets the exchange's own timer: for the account, or for each symbol where it keeps one for each, whatever becomes of the others. @throws {BrokerError} unless it says that all of them run. */
export async function cancelAllAfter(
  session: ExchangeSession,
  symbols: readonly string[],
  milliseconds: number,
): Promise<void> {
  const timer = session.facts.cancelAfter;
  if (timer === null) throw new BrokerError('NOT_SUPPORTED', 'cancel after: no timer of this exchange is known');
  await session.loadMarkets();
  const faults: BrokerError[] = [];
  for (const symbol of timer.scope === 'account' ? [''] : symbols) {
    try {
      await setTimer(session, timer, symbol, milliseconds);
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      faults.push(error);
    }
  }
  const [fault] = faults;
  if (fault !== undefined) throw fault;
}

async function setTimer(
  session: ExchangeSession,
  timer: CancelTimer,
  symbol: string,
  milliseconds: number,
): Promise<void> {
  const call = await requestOf(session, timer, symbol, milliseconds);
  const { answer } = await session.read({ name: 'cancel after', call, schema: z.unknown() });
  if (valueAt(answer, timer.proof) === undefined)
    throw new BrokerError(
      'UNREADABLE',
      `cancel after: received no ${timer.proof.join('.')}, expected the timer that runs`,
    );
}

async function requestOf(session: ExchangeSession, timer: CancelTimer, symbol: string, milliseconds: number) {
  if (timer.scope === 'account') return (exchange: CcxtExchange) => exchange.cancelAllOrdersAfter(milliseconds, {});
  const { id } = await session.market(symbol);
  return (exchange: CcxtExchange) => exchange[timer.method]({ symbol: id, countdownTime: String(milliseconds) });
}
