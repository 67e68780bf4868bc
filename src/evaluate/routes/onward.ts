import { backendService } from './backend-service';
import { Forwarded, forwarded } from './forwarded-request';
import { HttpEntry, L4Entry } from './route-config';
import { RouteDoor } from './route-door';
import { SubsetLabels, subsetLabels } from './subset-labels';
import { DecidingPolicy, HttpRouteAction, Labels, Mesh, MeshRequest, MissingFact, RouteBackend } from '../../model/mesh';
import { FilteredHttp } from '../http/filtered-http';
import { indexOf } from '../mesh/mesh-index';
import { missingReading } from '../truth/reading';

/** Where a proxy's routes leave a request: the proxy answers it, sends it on, or nobody can tell. */
export type Onward = { readonly reason: string; readonly policies: readonly DecidingPolicy[] } & (
  | { readonly kind: 'answered'; readonly status?: number }
  | { readonly kind: 'unknown'; readonly missing: MissingFact }
  /** `request` is addressed to the Service; with a subset only to those of its workloads. */
  | { readonly kind: 'sent'; readonly request: MeshRequest; readonly subset?: Labels }
);

export interface RoutingScope {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly door: RouteDoor;
}

/** What becomes of a request that an entry may take; without an entry there is no route. */
export function onwardByHttp(scope: RoutingScope, http: FilteredHttp, entry: HttpEntry | undefined): readonly Onward[] {
  if (!entry) return [{ kind: 'answered', status: 404, reason: `no route takes ${http.facts.method} ${pathText(http)} of ${http.facts.host}`, policies: [] }];
  const { action } = entry;
  const from = { reason: nameOf(entry), policies: [policyOf(entry)] };
  if (action.kind === 'unreadable') return [{ ...from, kind: 'unknown', missing: missingReading(action.diagnostic) }];
  const own = ownAnswers(action.value, http, from);
  return isAlwaysAborted(action.value) ? own : [...own, ...actionOnward(scope, { http, entry, action: action.value })];
}

type From = Pick<Onward, 'reason' | 'policies'>;

function pathText({ facts }: FilteredHttp): string {
  return facts.path.kind === 'known' ? facts.path.value ?? '' : 'a path';
}

/** What the proxy may answer before it follows the route: a fault, or a CORS preflight. */
function ownAnswers(action: HttpRouteAction, { facts }: FilteredHttp, from: From): readonly Onward[] {
  const isPreflight = facts.method === 'OPTIONS' && facts.headers.has('origin') && facts.headers.has('access-control-request-method');
  const { abort } = action;
  return [
    ...abort && abort.percentage > 0 ? [{ ...from, ...abort.status === undefined ? {} : { status: abort.status }, kind: 'answered', reason: `${from.reason} aborts it` } as const] : [],
    ...action.answersPreflights && isPreflight ? [{ ...from, kind: 'answered', status: 200, reason: `${from.reason} answers CORS preflights` } as const] : [],
  ];
}

function isAlwaysAborted({ abort }: HttpRouteAction): boolean {
  return abort !== undefined && abort.percentage >= 100;
}

interface Taken {
  readonly http: FilteredHttp;
  readonly entry: HttpEntry;
  readonly action: HttpRouteAction;
}

function actionOnward(scope: RoutingScope, { http, entry, action }: Taken): readonly Onward[] {
  const from = { reason: nameOf(entry), policies: [policyOf(entry)] };
  if (action.kind !== 'forward') {
    const what = action.kind === 'redirect' ? 'redirects it' : `answers it with ${action.status}`;
    return [{ ...from, kind: 'answered', status: action.status, reason: `${from.reason} ${what}` }];
  }
  const match = entry.match?.kind === 'read' ? entry.match.value : undefined;
  const status = missingStatus(entry);
  return action.backends.flatMap((backend) => toBackend(scope, { entry, backend, request: forwarded(http, match, action, backend), status }));
}

/** A backend that does not exist: the Gateway API says 500, Istio 503. */
function missingStatus({ owner }: HttpEntry): number {
  return owner.kind === 'VirtualService' ? 503 : 500;
}

/** What becomes of a connection; without an entry for it, it is closed. */
export function onwardByBytes(scope: RoutingScope, entry: L4Entry | undefined): readonly Onward[] {
  if (!entry) return [{ kind: 'answered', reason: 'no route takes the connection', policies: [] }];
  const from = { reason: nameOf(entry), policies: [policyOf(entry)] };
  if (entry.match?.kind === 'unreadable') return [{ ...from, kind: 'unknown', missing: missingReading(entry.match.diagnostic) }];
  if (entry.backends.kind === 'unreadable') return [{ ...from, kind: 'unknown', missing: missingReading(entry.backends.diagnostic) }];
  const backends = entry.backends.value;
  if (backends.length === 0) return [{ ...from, kind: 'answered', reason: `${from.reason} has no backend` }];
  return backends.flatMap((backend) => toBackend(scope, { entry, backend, request: undefined }));
}

interface Sending {
  readonly entry: HttpEntry | L4Entry;
  readonly backend: RouteBackend;
  /** Absent for bytes, which stay as they are. */
  readonly request: Forwarded | undefined;
  readonly status?: number;
}

function toBackend({ mesh, request, door }: RoutingScope, { entry, backend, request: http, status }: Sending): readonly Onward[] {
  const policies = [policyOf(entry)];
  const found = backendService(mesh, entry, backend, door.port);
  if (found.kind === 'unknown') return [{ kind: 'unknown', reason: nameOf(entry), policies, missing: found.missing }];
  if (found.kind === 'none') return [{ kind: 'answered', ...status === undefined ? {} : { status }, reason: `${nameOf(entry)}: ${found.reason}`, policies }];
  const { service, port } = found;
  const reason = `${nameOf(entry)} sends it to ${service}:${port}`;
  const chosen = narrowed({ mesh, request, door }, service, backend);
  if (chosen.kind === 'unknown') return [{ kind: 'unknown', reason, policies, missing: chosen.missing }];
  if (chosen.kind === 'none') return [{ kind: 'answered', ...status === undefined ? {} : { status }, reason: `${reason}, of which there is no such subset`, policies }];
  const onward = { kind: 'sent', reason, policies, ...chosen.kind === 'labels' ? { subset: chosen.labels } : {} } as const;
  const addressed = { ...request, to: { service, port } };
  if (http === undefined) return [{ ...onward, request: addressed }];
  if (http.kind === 'unknown') return [{ kind: 'unknown', reason, policies, missing: http.missing }];
  return http.readings.map((reading) => ({ ...onward, request: { ...addressed, http: reading } }));
}

/** The labels of a subset, where the destination is one. */
function narrowed({ mesh, door }: RoutingScope, service: string, { destination }: RouteBackend): SubsetLabels | { readonly kind: 'all' } {
  const found = indexOf(mesh).service(service) ?? indexOf(mesh).serviceEntry(service);
  if (destination.kind !== 'host' || destination.subset === undefined || !found) return { kind: 'all' };
  const { namespace = '', labels, proxy } = door;
  return subsetLabels(mesh, { namespace, ...labels ? { labels } : {}, isWaypoint: proxy === 'waypoint' }, found, destination.subset);
}

function nameOf({ owner, rule }: HttpEntry | L4Entry): string {
  return `rule ${rule} of the ${owner.kind} ${owner.namespace}/${owner.name}`;
}

function policyOf({ owner, rule, at }: HttpEntry | L4Entry): DecidingPolicy {
  return { name: `${owner.namespace}/${owner.name}`, action: owner.kind, rule, at };
}

