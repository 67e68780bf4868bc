export * from './check';
export * from './mesh-names';
export * from './source-text';
export { explain } from '../evaluate';
