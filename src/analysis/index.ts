export * from './check';
export { explain } from '../evaluate';
