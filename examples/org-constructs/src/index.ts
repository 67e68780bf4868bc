export { AcmeMesh, type AcmeMeshProps } from './acme-mesh';
export { AcmeService, type AcmeServiceProps } from './acme-service';
