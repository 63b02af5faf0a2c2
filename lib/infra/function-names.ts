/** The functions that run Tidegate. Each name is a use case and the folder of its handler in `lambdas/`. */
export const FUNCTION_NAMES = [
  'generate-signals',
  'accept-signal',
  'place-order',
  'track-orders',
  'emergency-stop',
  'reconcile',
  'monitor-risk',
  'control-api',
  'record-audit',
  'relay-events',
  'seal-audit',
  'restrict-trading',
  'stop-trading',
  'notify',
] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** Construct id of a function: `place-order` → `PlaceOrder`. Logical ids start with it. */
export function constructIdOf(name: FunctionName): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
