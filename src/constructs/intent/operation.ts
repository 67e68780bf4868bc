import { Condition } from './condition';
import { PathMatch } from './path-match';
import { checkPort } from './port';
import { checkHost, checkList, inCode } from './text-checks';
import { checkOptions, toModel } from './type-checks';
import { endingWith, exactly, HttpMatch, isNonEmpty, ListMatch, NonEmpty, Operation as OperationModel, StringMatch } from '../../model';
import { misuse } from '../../problems';

/** The HTTP methods. Istio compares them in upper case; gRPC always uses POST. */
export enum HttpMethod {
  /** Reads. */
  GET = 'GET',
  /** Reads, and gets no body. */
  HEAD = 'HEAD',
  /** Creates, or does something; every gRPC call. */
  POST = 'POST',
  /** Replaces. */
  PUT = 'PUT',
  /** Changes in part. */
  PATCH = 'PATCH',
  /** Removes. */
  DELETE = 'DELETE',
  /** Asks what is possible; CORS preflight requests. */
  OPTIONS = 'OPTIONS',
  /** Echoes the request. */
  TRACE = 'TRACE',
  /** Opens a tunnel. */
  CONNECT = 'CONNECT',
}

/** What narrows an HTTP operation further. */
export interface HttpOptions {
  /**
   * The container ports that are meant. Each must be a declared port that carries HTTP.
   *
   * @default - every declared port that carries HTTP
   */
  readonly ports?: number[];

  /**
   * The hosts that the request is for, with or without the port they are called on. `*.shop.example` means every
   * name below `shop.example`.
   *
   * @default - any host
   */
  readonly hosts?: string[];

  /**
   * Conditions which must all hold.
   *
   * @default - none
   */
  readonly when?: Condition[];
}

/** Every part of an HTTP request that a grant can be about, with its negative. */
export interface HttpRequestOptions extends HttpOptions {
  /**
   * The methods that are meant.
   * @default - any method
   */
  readonly methods?: HttpMethod[];

  /**
   * The methods that are not meant. Prefer listing those that are.
   * @default - none
   */
  readonly notMethods?: HttpMethod[];

  /**
   * The paths that are meant.
   * @default - any path
   */
  readonly paths?: PathMatch[];

  /**
   * The paths that are not meant. Prefer listing those that are: `//a` and `/a` are different paths to Istio.
   * @default - none
   */
  readonly notPaths?: PathMatch[];

  /**
   * The hosts that are not meant.
   * @default - none
   */
  readonly notHosts?: string[];
}

/** What a caller may do: made by `Http`, `Grpc` and `Tcp`. */
export class Operation {
  /**
   * Any of several operations.
   * @param operations at least one
   * @throws when there is none: an empty list would mean nothing or everything by accident
   */
  public static anyOf(...operations: Operation[]): Operation {
    return new Operation(checkList('Operation.anyOf', operations).flatMap(alternativesOf));
  }

  /** @internal */
  public static _of(model: OperationModel): Operation {
    return new Operation([Object.freeze(model)]);
  }

  private constructor(private readonly alternatives: readonly OperationModel[]) {}

  /** @internal */
  public _toModel(): readonly OperationModel[] {
    return this.alternatives;
  }
}

/** What an operation means, as alternatives. */
export function alternativesOf(operation: Operation): readonly OperationModel[] {
  return toModel('operation', 'an Operation such as Http.get(…)', operation);
}

/**
 * HTTP requests. In ambient mode such a grant needs a waypoint, because ztunnel does not read requests.
 *
 * @example
 *
 * Http.post('/charge');
 * Http.of([HttpMethod.GET, HttpMethod.PUT], '/cart/*');
 * Http.get('/orders/{*}', { when: [Condition.headerPresent('x-request-source')] });
 */
export class Http {
  /**
   * GET requests.
   * @param path exact, `/a/*`, `*.png` or a template such as `/a/{*}`
   * @param options what narrows it further
   */
  public static get(path: string, options: HttpOptions = {}): Operation {
    return Http.of([HttpMethod.GET], path, options);
  }

  /**
   * POST requests.
   * @param path exact, `/a/*`, `*.png` or a template such as `/a/{*}`
   * @param options what narrows it further
   */
  public static post(path: string, options: HttpOptions = {}): Operation {
    return Http.of([HttpMethod.POST], path, options);
  }

  /**
   * PUT requests.
   * @param path exact, `/a/*`, `*.png` or a template such as `/a/{*}`
   * @param options what narrows it further
   */
  public static put(path: string, options: HttpOptions = {}): Operation {
    return Http.of([HttpMethod.PUT], path, options);
  }

  /**
   * PATCH requests.
   * @param path exact, `/a/*`, `*.png` or a template such as `/a/{*}`
   * @param options what narrows it further
   */
  public static patch(path: string, options: HttpOptions = {}): Operation {
    return Http.of([HttpMethod.PATCH], path, options);
  }

  /**
   * DELETE requests.
   * @param path exact, `/a/*`, `*.png` or a template such as `/a/{*}`
   * @param options what narrows it further
   */
  public static delete(path: string, options: HttpOptions = {}): Operation {
    return Http.of([HttpMethod.DELETE], path, options);
  }

  /**
   * Requests with any method.
   * @param path exact, `/a/*`, `*.png` or a template such as `/a/{*}`
   * @param options what narrows it further
   */
  public static any(path: string, options: HttpOptions = {}): Operation {
    return Http.request({ ...options, paths: [PathMatch.parse(path)] });
  }

  /**
   * Requests with one of several methods.
   * @param methods at least one
   * @param path exact, `/a/*`, `*.png` or a template such as `/a/{*}`
   * @param options what narrows it further
   */
  public static of(methods: HttpMethod[], path: string, options: HttpOptions = {}): Operation {
    return Http.request({ ...options, methods: [...checkList('methods', methods)], paths: [PathMatch.parse(path)] });
  }

  /**
   * Requests described part by part; a part that is left out may be anything.
   * @param options the parts
   * @throws when a list is empty
   */
  public static request(options: HttpRequestOptions): Operation {
    checkOptions('Http', options, HTTP_OPTIONS);
    const http: HttpMatch = {
      ...field('methods', listMatch('methods', options.methods, options.notMethods, (method) => [exactly(checkMethod(method))])),
      ...field('paths', listMatch('paths', options.paths, options.notPaths, (path) => [toModel('paths', 'a list of PathMatch', path)])),
      ...field('hosts', listMatch('hosts', options.hosts, options.notHosts, hostForms)),
    };
    return Operation._of({ ...portsOf(options.ports), http, when: conditionsOf(options.when) });
  }
}

const HTTP_OPTIONS = ['methods', 'notMethods', 'paths', 'notPaths', 'hosts', 'notHosts', 'ports', 'when'] as const;

function checkMethod(method: HttpMethod): string {
  if (!Object.values(HttpMethod).includes(method)) {
    throw misuse('INVALID_METHOD', inCode(`method ${method}`), { value: method });
  }
  return method;
}

/** What narrows a connection further. */
export interface TcpOptions {
  /**
   * Conditions which must all hold. Only those about the connection can be checked on bytes, such as
   * `Condition.serverNameIs`.
   *
   * @default - none
   */
  readonly when?: Condition[];
}

/**
 * Connections, whatever is sent through them. Both data planes enforce such a grant without a waypoint.
 *
 * @example
 *
 * Tcp.port(5432);
 */
export class Tcp {
  /**
   * Connections to one port.
   * @param containerPort a declared port of the target
   * @param options what narrows it further
   */
  public static port(containerPort: number, options: TcpOptions = {}): Operation {
    return Operation._of({ ports: [checkPort(containerPort)], when: conditionsOf(checkOptions('Tcp', options, ['when']).when) });
  }

  /**
   * Connections to several ports.
   * @param containerPorts declared ports of the target, at least one
   * @param options what narrows it further
   */
  public static ports(containerPorts: number[], options: TcpOptions = {}): Operation {
    const ports = mapList(checkList('ports', containerPorts), checkPort);
    return Operation._of({ ports, when: conditionsOf(checkOptions('Tcp', options, ['when']).when) });
  }
}

/** Any connection to the ports that the target declares; for a denial, any connection at all. */
export const anyConnection: OperationModel = Object.freeze({ when: [] });

function portsOf(ports: readonly number[] | undefined): { readonly ports?: NonEmpty<number> } {
  return ports === undefined ? {} : { ports: mapList(checkList('ports', ports), checkPort) };
}

function conditionsOf(when: readonly Condition[] | undefined) {
  return when === undefined ? [] : checkList('when', when).map((condition) => toModel('when', 'a list of Condition', condition));
}

function mapList<T, U>([first, ...others]: NonEmpty<T>, change: (value: T) => U): NonEmpty<U> {
  return [change(first), ...others.map(change)];
}

function field<Name extends string, T>(name: Name, value: T | undefined): { readonly [Key in Name]?: T } {
  return value === undefined ? {} : { [name]: value } as { readonly [Key in Name]?: T };
}

type List<T> = readonly T[] | undefined;
type ToMatches<T> = (value: T) => readonly StringMatch[];

function listMatch<T>(name: string, values: List<T>, notValues: List<T>, forms: ToMatches<T>): ListMatch<StringMatch> | undefined {
  if (values === undefined && notValues === undefined) {
    return undefined;
  }
  return { ...field('values', matches(name, values, forms)), ...field('notValues', matches(name, notValues, forms)) };
}

function matches<T>(name: string, values: List<T>, forms: ToMatches<T>): NonEmpty<StringMatch> | undefined {
  const all = values === undefined ? [] : checkList(name, values).flatMap(forms);
  return isNonEmpty(all) ? all : undefined;
}

/** The port stays in the Host header and Istio does not strip it, so a host is two patterns: with and without. */
export function hostForms(host: string): readonly StringMatch[] {
  checkHost(host);
  return host.startsWith('*.') ? [endingWith(host.slice(1))] : [exactly(host), { kind: 'prefix', value: `${host}:` }];
}
