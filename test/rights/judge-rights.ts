/** What runs have said of the roles of their templates. */
export interface RightsReport {
  /** Each role with its rights, and why it has one that no run needed. */
  readonly list: string;
  /** What is granted, never used, and has no reason; what has a reason and needs none; who was never called. */
  readonly faults: readonly string[];
}

const LINE = /^(used|idle) (\S+) (\S+) (\S+)$/;

/**
 * Joins what all runs left: a right is used when one of them used it.
 *
 * @param records what `record-rights.ts` has written, a text a run
 * @param reasons why a right is granted that no run needs, by `Role action resource`
 * @param roles that some run must have used
 */
export function judgeRights(
  records: readonly string[],
  reasons: Readonly<Record<string, string>>,
  roles: readonly string[],
): RightsReport {
  const used = new Map<string, boolean>();
  for (const line of records.flatMap((record) => record.split('\n').filter((one) => one !== ''))) {
    const [, mark, role = '', action = '', resource = ''] = LINE.exec(line) ?? [];
    if (mark === undefined) throw new Error(`received ${JSON.stringify(line)}, expected a right of a role`);
    const right = `${shortRole(role)} ${action} ${shortResource(resource)}`;
    used.set(right, mark === 'used' || used.get(right) === true);
  }
  const rights = [...used.keys()].sort();
  const idle = rights.filter((right) => used.get(right) === false);
  const silent = roles.filter((role) => !rights.some((right) => used.get(right) && right.startsWith(`${role} `)));
  const faults = [
    ...idle.filter((right) => reasons[right] === undefined).map((right) => `granted, and no run used it: ${right}`),
    ...Object.keys(reasons)
      .filter((right) => !idle.includes(right))
      .map((right) => `has a reason, but ${used.has(right) ? 'is used' : 'is not granted'}: ${right}`),
    ...silent.map((role) => `no run used any right of ${role}`),
  ];
  return { list: describe(rights, used, reasons), faults };
}

function describe(
  rights: readonly string[],
  used: ReadonlyMap<string, boolean>,
  reasons: Readonly<Record<string, string>>,
): string {
  let last = '';
  return rights
    .map((right) => {
      const [role = '', action = '', resource = ''] = right.split(' ');
      const heading = role === last ? '' : `${last === '' ? '' : '\n'}${role}\n`;
      last = role;
      const why = used.get(right) ? '' : `  -- never: ${reasons[right] ?? 'no reason given'}`;
      return `${heading}  ${action} ${resource}${why}\n`;
    })
    .join('');
}

/** `tidegate-local-app-PlaceOrderRole02D54CDD` → `PlaceOrder`. */
function shortRole(name: string): string {
  return withoutPlace(name).replace(/Role$/, '');
}

/** `arn:aws:sqs:us-east-1:000000000000:tidegate-local-app-OrdersQueueC538DD4C.fifo` → `OrdersQueue.fifo`. */
function shortResource(arn: string): string {
  return withoutPlace(arn.replace(/^arn:aws:[^:]*:[^:]*:[^:]*:/, ''));
}

/** Without the stack's name and the digits that make a logical id unique. */
function withoutPlace(name: string): string {
  return name
    .replace(/tidegate-[a-z0-9-]+-(?:app|data)-/, '')
    .replace(/(\w)[0-9A-F]{8}(?![0-9A-Za-z])/, '$1')
    .replace(/-local0$/, '');
}
