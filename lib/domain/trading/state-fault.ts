/** Of a text in a message. */
const MAX_SHOWN = 60;

/**
 * What is wrong with a value that is to be stored as JSON and read back: where, what was received and what is expected; `null` for one that comes
 * back as it was.
 */
export function stateFault(value: unknown, path = 'the state'): string | null {
  return faultAt(value, path, new Set());
}

function faultAt(value: unknown, path: string, above: Set<unknown>): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : refuse(path, String(value));
  if (typeof value !== 'object') return refuse(path, value === undefined ? 'undefined' : `a ${typeof value}`);
  if (above.has(value)) return refuse(path, 'an object that holds itself');
  if (!isPlain(value)) return refuse(path, `a ${value.constructor?.name ?? 'class'}`);
  above.add(value);
  const fault = faultInside(value, path, above);
  above.delete(value);
  return fault;
}

function faultInside(value: object, path: string, above: Set<unknown>): string | null {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const fault = faultAt(value[index], `${path}[${index}]`, above);
      if (fault !== null) return fault;
    }
    return null;
  }
  for (const [key, one] of Object.entries(value)) {
    const fault = faultAt(one, `${path}.${key}`, above);
    if (fault !== null) return fault;
  }
  return null;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}

function refuse(path: string, received: string): string {
  return `received ${path.length > MAX_SHOWN ? `${path.slice(0, MAX_SHOWN)}...` : path} ${received}, expected plain JSON`;
}
