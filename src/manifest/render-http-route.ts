import {
  HttpRouteSpec, HttpRouteSpecRules, HttpRouteSpecRulesFilters, HttpRouteSpecRulesFiltersRequestRedirectScheme, HttpRouteSpecRulesFiltersType,
  HttpRouteSpecRulesMatchesPathType,
} from '../../imports/gateway.networking.k8s.io';

/** Where requests go: a port of a Service. */
export interface RouteBackend {
  readonly service: string;
  /** Absent when the Service is in the route's own namespace. */
  readonly namespace?: string;
  readonly port: number;
}

/** Requests whose path starts with one of the prefixes, segment by segment, go to the backend. */
export interface RouteRule {
  readonly prefixes: readonly string[];
  readonly backend: RouteBackend;
}

/** What an HTTPRoute belongs to. Without the listeners' names it would attach to the one for plain HTTP, too. */
export interface RouteParent {
  readonly gateway: string;
  readonly listeners: readonly string[];
  readonly hosts: readonly string[];
}

/** An HTTPRoute to backends, which removes headers that nobody outside may send. */
export function renderHttpRoute(parent: RouteParent, rules: readonly RouteRule[], strippedHeaders: readonly string[]): HttpRouteSpec {
  return { ...renderParent(parent), rules: rules.map((rule) => renderRule(rule, strippedHeaders)) };
}

/** An HTTPRoute that sends every client to https. */
export function renderHttpsRedirect(parent: RouteParent): HttpRouteSpec {
  const requestRedirect = { scheme: HttpRouteSpecRulesFiltersRequestRedirectScheme.HTTPS, statusCode: 301 };
  return { ...renderParent(parent), rules: [{ filters: [{ type: HttpRouteSpecRulesFiltersType.REQUEST_REDIRECT, requestRedirect }] }] };
}

function renderParent({ gateway, listeners, hosts }: RouteParent): HttpRouteSpec {
  return { parentRefs: listeners.map((sectionName) => ({ name: gateway, sectionName })), hostnames: [...hosts] };
}

function renderRule({ prefixes, backend }: RouteRule, strippedHeaders: readonly string[]): HttpRouteSpecRules {
  const { service, namespace, port } = backend;
  return {
    matches: prefixes.map((value) => ({ path: { type: HttpRouteSpecRulesMatchesPathType.PATH_PREFIX, value } })),
    ...(strippedHeaders.length === 0 ? {} : { filters: [removal(strippedHeaders)] }),
    backendRefs: [{ name: service, port, ...(namespace === undefined ? {} : { namespace }) }],
  };
}

function removal(headers: readonly string[]): HttpRouteSpecRulesFilters {
  return { type: HttpRouteSpecRulesFiltersType.REQUEST_HEADER_MODIFIER, requestHeaderModifier: { remove: [...headers] } };
}
