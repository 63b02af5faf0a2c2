import { UnsupportedTemplateError } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject, listAt, objectAt, stringsAt } from '../template/json.ts';

/** One condition of a statement: `operator` on the context key `key` against any of `values`. */
export interface PolicyCondition {
  readonly operator: ConditionOperator;
  readonly key: ConditionKey;
  readonly values: readonly string[];
}

/** One statement of an identity policy or of a resource's policy. */
export interface PolicyStatement {
  /** Where it stands, for messages. */
  readonly origin: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Services and ARNs of a resource policy; empty in an identity policy. */
  readonly principals: readonly string[];
  readonly conditions: readonly PolicyCondition[];
}

const CONDITION_OPERATORS = ['Bool', 'ArnEquals', 'ArnLike', 'StringEquals'] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];

const CONDITION_KEYS = ['aws:SecureTransport', 'aws:SourceArn', 'aws:SourceAccount'] as const;
export type ConditionKey = (typeof CONDITION_KEYS)[number];

const ELEMENTS = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition']);

/** Reads the statements of a policy document. Elements, operators and keys outside a short list stop the boot. */
export function readStatements(document: JsonObject, origin: string): readonly PolicyStatement[] {
  return listAt(document, 'Statement').map((statement, index) => {
    const where = `${origin}, statement ${index + 1}`;
    if (!isJsonObject(statement))
      throw new UnsupportedTemplateError(`the policy of ${where}`, JSON.stringify(statement));
    return readStatement(statement, where);
  });
}

function readStatement(statement: JsonObject, origin: string): PolicyStatement {
  const strange = Object.keys(statement).find((element) => !ELEMENTS.has(element));
  if (strange !== undefined)
    throw new UnsupportedTemplateError(`${strange} in ${origin}`, `known are ${[...ELEMENTS].join(', ')}`);
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    throw new UnsupportedTemplateError(`Effect in ${origin}`, JSON.stringify(statement.Effect));
  }
  return {
    origin,
    effect: statement.Effect,
    actions: stringsAt(statement, 'Action'),
    resources: stringsAt(statement, 'Resource'),
    principals: readPrincipals(statement.Principal),
    conditions: readConditions(objectAt(statement, 'Condition'), origin),
  };
}

function readPrincipals(principal: Json | undefined): readonly string[] {
  if (typeof principal === 'string') return [principal];
  if (!isJsonObject(principal)) return [];
  return Object.keys(principal).flatMap((kind) => stringsAt(principal, kind));
}

function readConditions(conditions: JsonObject, origin: string): readonly PolicyCondition[] {
  return Object.keys(conditions).flatMap((operator) => {
    const keys = objectAt(conditions, operator);
    return Object.keys(keys).map((key) => {
      const knownOperator = CONDITION_OPERATORS.find((name) => name === operator);
      const knownKey = CONDITION_KEYS.find((name) => name === key);
      if (knownOperator !== undefined && knownKey !== undefined) {
        return { operator: knownOperator, key: knownKey, values: listAt(keys, key).map(String) };
      }
      throw new UnsupportedTemplateError(
        `the condition ${operator} on ${key} in ${origin}`,
        `known are ${CONDITION_OPERATORS.join(', ')} on ${CONDITION_KEYS.join(', ')}`,
      );
    });
  });
}
