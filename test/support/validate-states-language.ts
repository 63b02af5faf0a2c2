import { createRequire } from 'node:module';

type Validate = (definition: object) => { readonly isValid: boolean; readonly errorsText: () => string };

/** The package has no types. */
const validate: Validate = createRequire(import.meta.url)('asl-validator');

/** What is wrong with a definition in the Amazon States Language; empty when nothing is. */
export function faultsOfDefinition(definition: object): string {
  const { isValid, errorsText } = validate(definition);
  return isValid ? '' : errorsText();
}
