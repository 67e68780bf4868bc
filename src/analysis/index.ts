export { accessRows } from './access/access-rows';
export * from './check';
export * from './mesh-names';
export * from './source-text';
export { decide, declaredProtocol, explain } from '../evaluate';
