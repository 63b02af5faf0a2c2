import * as fc from 'fast-check';

/** Property tests draw the same cases on every run; `PROPERTY_SEED` explores others. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.PROPERTY_SEED ?? 20_261_101) });
