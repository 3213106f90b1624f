/**
 * One seed for all drawn cases, so that a commit passes or fails every time. `npm run fuzz` draws others; what it finds
 * becomes a case of its own.
 */

import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.RATEPROOF_SEED ?? 20_260_101) });
