/** HTML that is safe to put into the page: every value that came from outside has been escaped. */
export interface Markup {
  readonly markup: string;
}

type Insert = Markup | readonly Markup[] | string | number;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Tag of a template: text and numbers are escaped, for element content and quoted attributes alike; markup goes in as it is. */
export function html(strings: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  return { markup: strings.map((text, index) => text + insertText(inserts[index] ?? '')).join('') };
}

/** Text of this program's own assets, which may hold tags and is not escaped. */
export function trusted(markup: string): Markup {
  return { markup };
}

function insertText(insert: Insert): string {
  if (typeof insert === 'string' || typeof insert === 'number') {
    return String(insert).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
  }
  return 'markup' in insert ? insert.markup : insert.map(({ markup }) => markup).join('');
}
