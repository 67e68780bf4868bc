export * from './configuration';
export * from './decision';
export * from './gateways';
export * from './mesh';
export * from './policies';
export * from './provenance';
export * from './request';
export * from './workload';
