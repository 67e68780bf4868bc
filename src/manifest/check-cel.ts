import { isIP } from 'node:net';
import { celEnv, celFunc, celMethod, CelScalar, isCelError, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { isRequestUri, urlScheme } from './check-url';

/** A value as CEL takes it: integers are bigint, objects are maps. */
export type CelSelf = null | boolean | bigint | number | string | CelSelf[] | Map<string, CelSelf>;

/** Gives the rule's verdict on `self`, or why there is none. */
export type CelProgram = (self: CelSelf) => boolean | Error;

const { BOOL, STRING } = CelScalar;

/** Those functions of Kubernetes' CEL library that the CRDs use and the engine lacks; a URL stays the string it was read from. */
const environment = celEnv({
  funcs: [
    ...strings,
    celFunc('isURL', [STRING], BOOL, isRequestUri),
    celFunc('url', [STRING], STRING, (text) => {
      if (urlScheme(text) === undefined) throw new Error(`"${text}" is no URL`);
      return text;
    }),
    celMethod('getScheme', STRING, [], STRING, function getScheme() { return urlScheme(this) ?? ''; }),
    celFunc('isIP', [STRING], BOOL, isCanonicalIp),
  ],
});

/** @throws when the rule is no CEL: the rules come from pinned CRDs, and a test compiles every one. */
export function compileRule(rule: string): CelProgram {
  const evaluate = plan(environment, parse(rule));
  return (self) => {
    const result = evaluate({ self });
    if (typeof result === 'boolean') return result;
    return isCelError(result) ? result : new Error('the rule gives no boolean');
  };
}

/** Kubernetes refuses zones and IPv4 addresses written as IPv6. */
function isCanonicalIp(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%') && !/^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(text);
}
