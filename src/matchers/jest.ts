import { expect } from '@jest/globals';
import type { MeshMatchers } from './matcher-types';
import { meshMatchers } from './mesh-matchers';

export * from './testing';

declare global {
  // jest's types know no other way to add matchers.
  namespace jest {
    interface Matchers<R, T> extends MeshMatchers<R> {}
  }
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T> extends MeshMatchers<R> {}
}

expect.extend({ ...meshMatchers });
