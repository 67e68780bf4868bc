import * as fs from 'fs';
import { loadPolicySync } from '@open-policy-agent/opa-wasm';
import { Decider, PlainAnswer, PreparedDecider, ruleName } from './decider';
import { PlainMesh, PlainPolicy, PlainRule, PlainTarget, principalOf } from './plain-rules';

const HOW = 'the rules as data by target, and each request as the bytes of its JSON';

/** As we answer: with the rules that decided. */
export const opa: Decider = {
  name: 'opa-wasm, with the rules that decide',
  how: `evaluate of the entrypoint decision, with ${HOW}`,
  prepare: (mesh): PreparedDecider<readonly [{ readonly result: { readonly allow: boolean; readonly rules: readonly string[] } }]> => {
    const { policy, inputs } = load(mesh);
    return {
      decide: (request) => policy.evaluate(inputs[request], 'mesh/authz/decision'),
      read: ([{ result }]) => ({ isAllowed: result.allow, rules: result.rules }),
    };
  },
};

/** The least that can be asked: the first rule that matches ends it. */
export const opaYesOrNo: Decider = {
  name: 'opa-wasm, yes or no',
  how: `evaluate of the entrypoint allow, with ${HOW}`,
  prepare: (mesh): PreparedDecider<readonly [{ readonly result: boolean }]> => {
    const { policy, inputs } = load(mesh);
    return {
      decide: (request) => policy.evaluate(inputs[request], 'mesh/authz/allow'),
      read: ([{ result }]): PlainAnswer => ({ isAllowed: result }),
    };
  },
};

function load(mesh: PlainMesh) {
  const policy = loadPolicySync(fs.readFileSync('bench/decisions/authz.wasm'), { initial: 64 });
  policy.setData({
    policies: Object.fromEntries(mesh.targets.map((target) => [nameOf(target), { allow: rulesOf(target, 'ALLOW'), deny: rulesOf(target, 'DENY') }])),
  });
  const inputs = mesh.requests.map(({ target, caller, method, path }) =>
    bytesOf({ target: nameOf(target), principal: principalOf(caller), method, path }));
  return { policy, inputs };
}

const nameOf = ({ namespace, app }: PlainTarget): string => `${namespace}/${app}`;

function bytesOf(value: unknown): ArrayBuffer {
  return new Uint8Array(Buffer.from(JSON.stringify(value))).buffer;
}

function rulesOf({ policies }: PlainTarget, action: PlainPolicy['action']): readonly object[] {
  return policies
    .filter((policy) => policy.action === action)
    .flatMap(({ name, rules }) => rules.map((rule, index) => ruleData(ruleName(name, index), rule)));
}

/** Exact texts are keys of an object, so that Rego looks them up. */
function ruleData(name: string, { principals, methods, paths, notPaths }: PlainRule): object {
  return {
    name,
    principals: exactOnes(principals),
    principalPrefixes: prefixes(principals),
    ...methods.length === 0 ? {} : { methods: exactOnes(methods) },
    ...paths.length === 0 ? {} : { paths: exactOnes(paths), pathPrefixes: prefixes(paths) },
    notPaths: exactOnes(notPaths),
    notPathPrefixes: prefixes(notPaths),
  };
}

function exactOnes(values: readonly string[]): Record<string, true> {
  return Object.fromEntries(values.filter((value) => !value.endsWith('*')).map((value) => [value, true]));
}

function prefixes(values: readonly string[]): readonly string[] {
  return values.filter((value) => value.endsWith('*')).map((value) => value.slice(0, -1));
}
