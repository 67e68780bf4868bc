export * from './manifest-files';
