import type { Ways } from '../report';

/** Fields of a request, and what a test says to set each. */
export const WAYS: Ways = [
  [/^from\.ip\b/, '.fromIp(…)'],
  [/^from\.principal\b/, 'request.principal(…)'],
  [/^from\.workload\b/, 'request(…) with a workload'],
  [/^from\.dataPlane\b/, '.dataPlane(…)'],
  [/^from\.xForwardedFor\b/, '.forwardedFor(…)'],
  [/^to\.ip\b/, '.toIp(…)'],
  [/^to\.port\b/, '.onPort(…)'],
  [/^to\.workload\b/, 'a workload as the target'],
  [/^to\.gateway\b/, 'toGateway(…) as the target'],
  [/^at: a point\b/, '.at(…) with a point'],
  [/^at: (\w+)/, '.at(\'$1\')'],
  [/^http\.host: /, '.host '],
  [/^http\.headers\["([^"]+)"\]/, '.header(\'$1\', …)'],
  [/^http\.path\b/, 'the path'],
  [/^http\.version\b/, '.version(…)'],
  [/^external: \{"([^"]+)": .*\}/, '.external({ \'$1\': \'allow\' }) or .external({ \'$1\': \'deny\' })'],
];
