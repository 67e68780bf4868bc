import * as fc from 'fast-check';
import { Target } from '../../src/compile';
import { admissible, callTo, grantIntents, Shape, targetOf, WAYPOINT } from '../support/grant-arbitraries';
import { Call, GrantIntent, isMeant } from '../support/grant-meaning';
import { journey, passesWaypoint, policiesOf } from '../support/journey';
import { Verdict } from '../support/policy-oracle';

/** The verdict that the grants ask for, read by a person. */
function asked(target: Target, intents: readonly GrantIntent[], call: Call): Verdict {
  if (!isTrusted(target, call)) {
    return 'DENY';
  }
  const isDenied = intents.some((intent) => intent.effect === 'DENY' && isMeant(intent, call, target) && !isSparedMetrics(target, intent, call));
  const allowed = intents.some((intent) => intent.effect === 'ALLOW' && opensThisWay(target, intent, call) && isMeant(intent, call, target));
  return !isDenied && (allowed || isLetPast(target, call)) ? 'ALLOW' : 'DENY';
}

/** A scraper that dials a port for metrics alone is not kept from it by a denial of requests, unless that names the port. */
function isSparedMetrics(target: Target, { operation, peer }: GrantIntent, call: Call): boolean {
  const isAboutRequests = operation.http !== undefined || peer.kind === 'user';
  const servesMetrics = target.ports.some((port) => port.containerPort === call.containerPort && port.name === 'http-metrics');
  return target.waypoint !== undefined && !passesWaypoint(target, call) && isAboutRequests && operation.ports === undefined && servesMetrics;
}

function isTrusted(target: Target, call: Call): boolean {
  const atZtunnel = target.dataPlane === 'ambient' && !passesWaypoint(target, call);
  const trusted = atZtunnel ? [target.trust.domain] : [target.trust.domain, ...target.trust.aliases, ...target.trust.foreign];
  return call.caller === undefined || trusted.includes(call.caller.trustDomain);
}

const planeOf = ({ peer }: GrantIntent): string | undefined => ('dataPlane' in peer ? peer.dataPlane : undefined);

/** With a waypoint a grant opens one way only: that by the Service, or that to the pod. */
function opensThisWay(target: Target, intent: GrantIntent, call: Call): boolean {
  const dialsPod = intent.by === 'pod' || (planeOf(intent) === 'gateway' && target.waypoint?.servesIngress !== true);
  return target.waypoint === undefined || dialsPod !== passesWaypoint(target, call);
}

function isLetPast(target: Target, call: Call): boolean {
  const { waypoint, ports } = target;
  const isAdmitted = waypoint !== undefined && !passesWaypoint(target, call) && call.caller !== undefined && (
    isWaypoint(call) || waypoint.admitted.some((admitted) => (
      admitted.kind === 'namespace' ? admitted.namespace === call.caller!.namespace : admitted.identity.serviceAccount === call.caller!.serviceAccount
    ))
  );
  return isAdmitted && ports.some((port) => port.containerPort === call.containerPort);
}

const isWaypoint = ({ caller }: Call): boolean => caller?.namespace === WAYPOINT.namespace && caller.serviceAccount === WAYPOINT.serviceAccount;

const RUNS = { numRuns: Number(process.env.FC_RUNS ?? 400) };

const manyCalls = (target: Target) => fc.array(callTo(target), { minLength: 1, maxLength: 16, size: 'max' });
const situation = (shape: Shape) => targetOf(shape).chain((target) => (
  fc.record({ target: fc.constant(target), intents: grantIntents, calls: manyCalls(target) })
));

describe.each<Shape>(['sidecar', 'ambient', 'waypoint'])('the policies of a workload in shape %s', (shape) => {
  const isJudged = (call: Call): boolean => !(isWaypoint(call) && shape === 'waypoint');

  test('let a call through exactly when a grant allows it and none denies it', () => {
    fc.assert(fc.property(situation(shape), ({ target, intents, calls }) => {
      const accepted = admissible(target, intents);
      const policies = policiesOf(target, accepted);
      calls.filter(isJudged).forEach((call) => {
        expect({ call, verdict: journey(target, policies, call) }).toEqual({ call, verdict: asked(target, accepted, call) });
      });
    }), RUNS);
  });

  test('are tried with calls that they let through and with denials that keep some out', () => {
    const tried = fc.sample(situation(shape), { numRuns: 300, seed: 1 }).flatMap(({ target, intents, calls }) => {
      const accepted = admissible(target, intents);
      const allowing = accepted.filter((intent) => intent.effect === 'ALLOW');
      return calls.filter(isJudged).map((call) => [asked(target, allowing, call), asked(target, accepted, call)].join(' '));
    });
    const share = (pair: string): number => tried.filter((one) => one === pair).length / tried.length;
    expect(share('ALLOW ALLOW')).toBeGreaterThan(0.02);
    expect(share('ALLOW DENY')).toBeGreaterThan(0.01);
  });
});

test('a workload decides the same with sidecars and behind a waypoint, for callers of ambient mode that go by its Service', () => {
  const both = targetOf('waypoint').chain((target) => fc.record({ target: fc.constant(target), intents: grantIntents, calls: manyCalls(target) }));
  fc.assert(fc.property(both, ({ target: behind, intents, calls }) => {
    const { waypoint: _, ...sidecar }: Target = { ...behind, dataPlane: 'sidecar' };
    const accepted = admissible(sidecar, admissible(behind, intents.map((intent) => ({ ...intent, by: 'service' }))));
    const [here, there] = [policiesOf(sidecar, accepted), policiesOf(behind, accepted)];
    calls.filter((call) => passesWaypoint(behind, call)).forEach((call) => {
      expect({ call, verdict: journey(behind, there, call) }).toEqual({ call, verdict: journey(sidecar, here, call) });
    });
  }), RUNS);
});
