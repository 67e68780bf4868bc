import type { MeshMatchers } from './matcher-types';

export * from './testing';

declare global {
  // What every version of vitest takes its matchers from; those of `vitest` itself have other type parameters in each.
  namespace Chai {
    interface Assertion extends MeshMatchers<void> {}
  }
}
