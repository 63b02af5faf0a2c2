import { writeFileSync } from 'node:fs';
import { BUNDLED_BARS_FILE, renderBundledBars } from '#cli/bars/bundled-bars.ts';

/* `npm run bars`: writes the bundled bars again; the same bytes unless the generator has changed. */
writeFileSync(BUNDLED_BARS_FILE, renderBundledBars());
process.stdout.write('bars/synthetic-day.csv\n');
