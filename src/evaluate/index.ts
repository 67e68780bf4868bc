export * from './decide';
export { declaredProtocol } from './envoy/chain';
