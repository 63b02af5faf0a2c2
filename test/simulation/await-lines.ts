import { readRepositoryFile } from '../support/repository-files.ts';

/** Everything that runs between a message, or a tick of `track-orders`, and its end. */
export const ORDER_PATH = [
  'lambdas/place-order/consume-orders.ts',
  'lambdas/track-orders/track-on-tick.ts',
  'lib/application/place-order.ts',
  'lib/application/covering-protection.ts',
  'lib/application/send-order.ts',
  'lib/application/resolve-order.ts',
  'lib/application/carry-out.ts',
  'lib/application/cancel-order.ts',
  'lib/application/cancel-orders.ts',
  'lib/application/end-order.ts',
  'lib/application/replace-order.ts',
  'lib/application/track-orders.ts',
  'lib/application/follow-orders.ts',
  'lib/application/report-order.ts',
  'lib/application/apply-new-fills.ts',
  'lib/application/apply-venue-fill.ts',
  'lib/application/protect-filled.ts',
  'lib/application/exit-commands.ts',
  'lib/application/finish-stopping.ts',
  'lib/application/has-working-orders.ts',
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
