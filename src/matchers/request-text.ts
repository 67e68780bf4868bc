import type { CallerPart, OperationPart, RequestParts } from './request-parts';

/** A request in words. */
export interface RequestText {
  /** `shop/web → shop/payments:8443` */
  readonly ends: string;
  /** `POST /charge` */
  readonly operation: string;
}

/** @param port the one that is called, said or not */
export function requestText({ caller, target, operation, at }: RequestParts, port: number): RequestText {
  return {
    ends: `${callerText(caller)} → ${target.kind === 'gateway' ? 'gateway ' : ''}${target.name}:${port}`,
    operation: operationText(operation) + (at === undefined ? '' : ` at the ${at}`),
  };
}

function callerText(caller: CallerPart): string {
  switch (caller.kind) {
    case 'workload': return caller.name;
    case 'principal': return caller.principal;
    case 'plaintext': return 'plaintext';
  }
}

function operationText(operation: OperationPart): string {
  return operation.kind === 'tcp' ? 'TCP' : `${operation.method} ${operation.path}`;
}
