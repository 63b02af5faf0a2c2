import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchesWildcard } from '../iam/evaluate-policy.ts';
import type { LocalTemplate } from '../template/local-template.ts';
import type { AskedRight } from './access-control.ts';

/** Names a folder in which each local cloud leaves what its roles were granted, and what of it they used; unset: it leaves nothing. */
const FOLDER = 'TIDEGATE_RIGHTS_DIR';

/** One line a granted action and resource of each role, `used` or `idle` before it: sorted, each once. */
export function rightsOf({ roles }: Pick<LocalTemplate, 'roles'>, asked: readonly AskedRight[]): readonly string[] {
  const lines = roles.flatMap((role) => {
    const own = asked.filter((right) => right.role === role.arn);
    const allowing = role.policy.filter(({ effect }) => effect === 'Allow');
    return allowing.flatMap(({ actions, resources }) =>
      actions.flatMap((action) =>
        resources.map((resource) => {
          const isUsed = own.some((one) => one.action === action && matchesWildcard(resource, one.resource));
          return `${isUsed ? 'used' : 'idle'} ${role.name} ${action} ${resource}`;
        }),
      ),
    );
  });
  return [...new Set(lines)].sort();
}

/** Leaves the rights of a run in the folder that the environment names, under the hash of what it says: runs that used the same are one file. */
export function recordRights(template: LocalTemplate, asked: readonly AskedRight[]): void {
  const folder = process.env[FOLDER];
  if (folder === undefined || folder === '') return;
  const text = `${rightsOf(template, asked).join('\n')}\n`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.txt`), text);
}
