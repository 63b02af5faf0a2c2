import { createRequire } from 'node:module';

type Validate = (definition: object) => { readonly isValid: boolean; readonly errorsText: () => string };

/** The package has no types. */
const validate: Validate = createRequire(import.meta.url)('asl-validator');

/** What is wrong with a definition in the Amazon States Language; empty when nothing is. */
export function faultsOfDefinition(definition: object): string {
  // It writes defaults into what it is given.
  const { isValid, errorsText } = validate(structuredClone(definition));
  return isValid ? '' : errorsText();
}
