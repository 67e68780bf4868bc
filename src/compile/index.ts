export * from './access';
export * from './canonical';
export * from './enforcement';
export * from './network';
export * from './operations';
export * from './raw-rules';
export * from './refusals';
export * from './target';
export { MAX_RULES } from './split';
