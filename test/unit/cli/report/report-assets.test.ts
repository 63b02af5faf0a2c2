import { describe, expect, it } from 'vitest';
import { jsonForScript } from '#cli/report/json-for-script.ts';
import { html, trusted } from '#cli/report/markup.ts';
import { readReportAssets } from '#cli/report/report-assets.ts';

describe('readReportAssets', () => {
  const assets = readReportAssets();

  it.each(Object.entries(assets))('Given %s, When it is read, Then it can stand in a page as it is', (_, text) => {
    expect(text.length).toBeGreaterThan(100);
    expect(text).not.toMatch(/<\/(script|style)|<!--|\r/i);
  });

  it("Given the page's modules, When they are joined, Then no import or export is left and each name is declared once", () => {
    const names = [...assets.pageScript.matchAll(/^(?:const|let|function) (\w+)/gm)].map(([, name]) => name);

    expect(assets.pageScript).not.toMatch(/^(import|export)\b/m);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['timeText', 'view', 'drawEquity', 'drawPrice', 'setPrinting']));
  });

  it('Given uPlot, When it is read, Then its licence comes with it', () => {
    expect(assets.chartLicence).toContain('The MIT License');
    expect(assets.chartLicence).not.toContain('*/');
  });
});

describe('html', () => {
  it('Given text, numbers, markup and lists of it, When they are put in, Then only the text is escaped', () => {
    const item = (text: string) => html`<b>${text}</b>`;

    expect(html`<a title="${`"'<>&`}">${1}${item('<')}${['x', '&'].map(item)}${trusted('<hr>')}</a>`.markup).toBe(
      '<a title="&quot;&#39;&lt;&gt;&amp;">1<b>&lt;</b><b>x</b><b>&amp;</b><hr></a>',
    );
  });
});

describe('jsonForScript', () => {
  it('Given text that would end a script, When it is written, Then it has no bracket and parses to the same', () => {
    const value = { '</script>': ['<!--', ']]>', '\u2028&', '"'] };

    expect(jsonForScript(value)).not.toMatch(/[<>&\u2028]/);
    expect(JSON.parse(jsonForScript(value))).toEqual(value);
  });
});
