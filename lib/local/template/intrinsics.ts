import { UnsupportedTemplateError } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** What the intrinsic functions of one stack's template may refer to. */
export interface IntrinsicScope {
  /** Value of `Ref` for a resource of this stack or a pseudo parameter; `undefined` when unknown. */
  readonly ref: (name: string) => string | undefined;
  /** Value of `Fn::GetAtt`; `undefined` when resource or attribute is unknown. */
  readonly attribute: (logicalId: string, attribute: string) => string | undefined;
  /** Value of another stack's export; `undefined` when unknown. */
  readonly imported: (name: string) => string | undefined;
}

const NO_VALUE = 'AWS::NoValue';
const INTRINSIC = /^(Fn::|Ref$|Condition$)/;

/**
 * Resolves every intrinsic function in a template value. The list is closed: `Ref`, `Fn::GetAtt`, `Fn::Join`,
 * `Fn::Sub`, `Fn::Select`, `Fn::Split`, `Fn::ImportValue`; any other throws {@link UnsupportedTemplateError}.
 */
export function resolveIntrinsics(value: Json, scope: IntrinsicScope): Json {
  if (Array.isArray(value)) {
    return value.filter((element) => !isNoValue(element)).map((element) => resolveIntrinsics(element, scope));
  }
  if (!isJsonObject(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0 && INTRINSIC.test(name)) {
    return evaluate(name, value[name] ?? null, scope);
  }
  const members = Object.entries(value).filter(([, member]) => !isNoValue(member));
  return Object.fromEntries(members.map(([key, member]) => [key, resolveIntrinsics(member, scope)]));
}

function evaluate(name: string, raw: Json, scope: IntrinsicScope): Json {
  if (name === 'Ref') return known(scope.ref(text(raw, name)), name, raw);
  if (name === 'Fn::GetAtt') return getAttribute(raw, scope);
  if (name === 'Fn::Sub') return substitute(raw, scope);
  const argument = resolveIntrinsics(raw, scope);
  switch (name) {
    case 'Fn::Join': {
      const [separator, parts] = pair(argument, name);
      return list(parts, name)
        .map((part) => text(part, name))
        .join(text(separator, name));
    }
    case 'Fn::Split': {
      const [separator, source] = pair(argument, name);
      return text(source, name).split(text(separator, name));
    }
    case 'Fn::Select': {
      const [index, source] = pair(argument, name);
      return known(list(source, name)[Number(index)], name, raw);
    }
    case 'Fn::ImportValue':
      return known(scope.imported(text(argument, name)), name, argument);
    default:
      throw new UnsupportedTemplateError(`intrinsic function ${name}`, JSON.stringify(raw));
  }
}

function getAttribute(raw: Json, scope: IntrinsicScope): string {
  const parts =
    typeof raw === 'string' ? raw.split('.') : list(raw, 'Fn::GetAtt').map((part) => text(part, 'Fn::GetAtt'));
  const [logicalId = '', ...attribute] = parts;
  return known(scope.attribute(logicalId, attribute.join('.')), 'Fn::GetAtt', raw);
}

function substitute(raw: Json, scope: IntrinsicScope): string {
  const [template, variables] = Array.isArray(raw) ? pair(raw, 'Fn::Sub') : [raw, {}];
  const own: JsonObject = isJsonObject(variables) ? variables : {};
  return text(template, 'Fn::Sub').replaceAll(/\$\{([^!}][^}]*)\}/g, (_match, name: string) => {
    const variable = own[name];
    if (variable !== undefined) return text(resolveIntrinsics(variable, scope), 'Fn::Sub');
    return name.includes('.') ? getAttribute(name, scope) : known(scope.ref(name), 'Fn::Sub', raw);
  });
}

function isNoValue(value: Json): boolean {
  return isJsonObject(value) && value.Ref === NO_VALUE && Object.keys(value).length === 1;
}

function known<T extends Json>(value: T | undefined, name: string, argument: Json): T {
  if (value !== undefined) return value;
  throw new UnsupportedTemplateError(
    `${name} of ${JSON.stringify(argument)}`,
    'nothing here has that name or attribute',
  );
}

function text(value: Json | undefined, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new UnsupportedTemplateError(`${name} of ${JSON.stringify(value)}`, 'a string is expected');
}

function list(value: Json | undefined, name: string): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw new UnsupportedTemplateError(`${name} of ${JSON.stringify(value)}`, 'a list is expected');
}

function pair(value: Json, name: string): readonly [Json, Json] {
  const [first, second] = list(value, name);
  if (first !== undefined && second !== undefined) return [first, second];
  throw new UnsupportedTemplateError(`${name} of ${JSON.stringify(value)}`, 'a list of two is expected');
}
