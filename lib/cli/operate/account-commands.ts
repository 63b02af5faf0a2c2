import { Command } from 'commander';
import type { Health } from '#application/reads/read-health.ts';
import { percentText, renderPairs } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import type { AccountBody } from './api-bodies.ts';
import { addDay } from './day-command.ts';
import { addReadFlags } from './operate-flags.ts';
import { operating } from './operating.ts';

/** `tidegate account [day]`. */
export function accountCommand(terminal: Terminal): Command {
  const account = addReadFlags(new Command('account'))
    // What follows `day` is its own.
    .enablePositionalOptions()
    .description('Cash, equity and margin')
    .action(
      operating(terminal, async (operation) =>
        operation.print(await operation.get<AccountBody>('/account'), ({ cash, equity, buyingPower, marginRatio }) =>
          renderPairs([
            ...Object.entries(cash).map(([currency, amount]) => [`cash ${currency}`, amount] as const),
            ['equity', equity],
            ['buying power', buyingPower],
            ['margin ratio', percentText(marginRatio)],
          ]),
        ),
      ),
    );
  addDay(account, terminal);
  return account;
}

/** `tidegate health`. */
export function healthCommand(terminal: Terminal): Command {
  return addReadFlags(new Command('health'))
    .description('Whether all is well: healthy, degraded or critical')
    .action(
      operating(terminal, async (operation) =>
        operation.print(await operation.get<Pick<Health, 'status'> & Partial<Health>>('/health'), (health) =>
          renderPairs([
            ['status', health.status],
            ...(health.brokerConnected === undefined ? [] : [['broker connected', health.brokerConnected] as const]),
            ...(health.lastDataUpdate === undefined ? [] : [['last data', health.lastDataUpdate] as const]),
            ...(health.positionCount === undefined ? [] : [['positions', health.positionCount] as const]),
          ]),
        ),
      ),
    );
}
