import { readRepositoryFile } from '../support/repository-files.ts';

/** Everything that runs between a message, or a tick of `track-orders`, and its end. */
export const ORDER_PATH = [
  'lambdas/place-order/consume-orders.ts',
  'lambdas/track-orders/track-on-tick.ts',
  'lib/application/orders/place-order.ts',
  'lib/application/orders/covering-protection.ts',
  'lib/application/orders/send-order.ts',
  'lib/application/tracking/resolve-order.ts',
  'lib/application/orders/carry-out.ts',
  'lib/application/orders/cancel-order.ts',
  'lib/application/orders/cancel-orders.ts',
  'lib/application/orders/end-order.ts',
  'lib/application/orders/replace-order.ts',
  'lib/application/tracking/track-orders.ts',
  'lib/application/tracking/follow-orders.ts',
  'lib/application/tracking/renew-cancel-after.ts',
  'lib/application/tracking/count-vanished.ts',
  'lib/application/tracking/report-order.ts',
  'lib/application/tracking/apply-new-fills.ts',
  'lib/application/tracking/apply-venue-fill.ts',
  'lib/application/tracking/protect-filled.ts',
  'lib/application/risk/exit-commands.ts',
  'lib/application/sessions/finish-stopping.ts',
  'lib/application/tracking/has-working-orders.ts',
];

/** `file:line` of every `await` in the files. */
export function awaitLines(files: readonly string[]): string[] {
  return files.flatMap((file) =>
    readRepositoryFile(file)
      .split('\n')
      .flatMap((line, index) => (/^(?!\s*(\*|\/\/)).*\bawait\b/.test(line) ? [`${file}:${index + 1}`] : [])),
  );
}

/** The lines of the files that are waiting just now, told by the stack: that of the call itself, and those that await it. */
export function waitingLines(files: readonly string[]): string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const stack = new Error('where am I').stack ?? '';
  Error.stackTraceLimit = limit;
  return stack.split('\n').flatMap((frame) => {
    const file = files.find((name) => frame.includes(`/${name}:`));
    const line = file === undefined ? undefined : /:(\d+):\d+\)?$/.exec(frame)?.[1];
    return file === undefined || line === undefined ? [] : [`${file}:${line}`];
  });
}
