export * from './catalogue';
export * from './problem';
export * from './problem-kind';
