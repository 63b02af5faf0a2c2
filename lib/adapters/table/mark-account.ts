import type { MarkApplication } from '#application/ports/ledger.ts';
import type { Position } from '#domain/accounts/position.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { IS_NEW, isStill } from './conditions.ts';
import { accountKey, symbolKey } from './keys.ts';
import { attributes } from './record.ts';
import { encodeSnapshot } from './snapshot-record.ts';
import type { Write } from './table.ts';

/** The writes of one mark: the account row (first), the marks of its symbols, the snapshot. They only SET what fills never touch. */
export function markWrites({ before, after, positions, sessionId, snapshot }: MarkApplication): readonly Write[] {
  const { equity, peak, maxDrawdown, day, dayStartEquity, markedAt } = after;
  return [
    {
      kind: 'update',
      key: accountKey(after.account),
      set: attributes({ equity, peak, maxDrawdown, day, dayStartEquity, markedAt }),
      when: [isStill('fillSeq', before.fillSeq), ['<', 'markedAt', new Decimal(markedAt)]],
    },
    ...positions.map((position) => markSymbol(after.account, position)),
    ...(sessionId === null || snapshot === null
      ? []
      : [{ kind: 'put', item: encodeSnapshot(after.account, sessionId, snapshot), when: IS_NEW } as const]),
  ];
}

function markSymbol(account: string, { symbol, mark, markTime }: Position): Write {
  return { kind: 'update', key: symbolKey(account, symbol), set: attributes({ mark, markTime }) };
}
