// vitest can be imported from ES modules only, and the library is compiled to CommonJS.
import { expect } from 'vitest';
import { meshMatchers } from '../lib/src/matchers/mesh-matchers.js';

expect.extend({ ...meshMatchers });

export * from '../lib/src/matchers/vitest.js';
