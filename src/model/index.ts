export * from './grant';
export * from './identity';
export * from './istio-version';
export * from './non-empty';
export * from './policy';
export * from './port';
export * from './rule';
export * from './string-match';
