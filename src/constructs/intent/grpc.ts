import { Http, HttpMethod, HttpOptions, Operation } from './operation';
import { PathMatch } from './path-match';
import { inCode } from './text-checks';
import { misuse } from '../../problems';

/**
 * gRPC calls. Istio sees them as POST requests to `/package.Service/Method`.
 *
 * @example
 *
 * Grpc.method('shop.v1.Cart', 'AddItem');
 * Grpc.service('shop.v1.Cart');
 */
export class Grpc {
  /**
   * Every method of a service.
   * @param service the full name, for example `shop.v1.Cart`
   * @param options what narrows it further
   */
  public static service(service: string, options: HttpOptions = {}): Operation {
    return Http.request({ ...options, methods: [HttpMethod.POST], paths: [PathMatch.prefix(`/${checkGrpcName('service', service, GRPC_SERVICE)}/`)] });
  }

  /**
   * One method of a service.
   * @param service the full name, for example `shop.v1.Cart`
   * @param method the method's name, for example `AddItem`
   * @param options what narrows it further
   */
  public static method(service: string, method: string, options: HttpOptions = {}): Operation {
    return Http.request({ ...options, methods: [HttpMethod.POST], paths: [PathMatch.exact(grpcPath(service, method))] });
  }
}

function grpcPath(service: string, method: string): string {
  return `/${checkGrpcName('service', service, GRPC_SERVICE)}/${checkGrpcName('method', method, GRPC_METHOD)}`;
}

const GRPC_SERVICE = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;
const GRPC_METHOD = /^[A-Za-z_]\w*$/;

function checkGrpcName(kind: string, name: string, form: RegExp): string {
  if (!form.test(name)) {
    throw misuse('INVALID_GRPC_NAME', inCode(`${kind} ${name}`), { value: name, kind });
  }
  return name;
}
