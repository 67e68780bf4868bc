import { Condition } from '../../src';
import { exactly } from '../../src/model';

const present = { kind: 'present' };

describe('Condition', () => {
  test.each<[string, Condition, object]>([
    ['headerIs', Condition.headerIs('X-Team', ['a', 'b']), { key: 'request.headers[X-Team]', match: { values: [exactly('a'), exactly('b')] } }],
    ['headerIsNot', Condition.headerIsNot('x-team', ['a']), { key: 'request.headers[x-team]', match: { notValues: [exactly('a')] } }],
    ['headerStartsWith', Condition.headerStartsWith('x-team', ['a']), { key: 'request.headers[x-team]', match: { values: [{ kind: 'prefix', value: 'a' }] } }],
    ['headerEndsWith', Condition.headerEndsWith('x-team', ['a']), { key: 'request.headers[x-team]', match: { values: [{ kind: 'suffix', value: 'a' }] } }],
    ['headerPresent', Condition.headerPresent('x-team'), { key: 'request.headers[x-team]', match: { values: [present] } }],
    ['headerAbsent', Condition.headerAbsent('x-team'), { key: 'request.headers[x-team]', match: { notValues: [present] } }],
    ['claimIs', Condition.claimIs('role', ['editor']), { key: 'request.auth.claims[role]', match: { values: [exactly('editor')] } }],
    ['claimIsNot', Condition.claimIsNot('role', ['editor']), { key: 'request.auth.claims[role]', match: { notValues: [exactly('editor')] } }],
    ['claimIs, with a dot in the name', Condition.claimIs('a.b', ['c']), { key: 'request.auth.claims[a.b]', match: { values: [exactly('c')] } }],
    ['nestedClaimIs', Condition.nestedClaimIs(['realm', 'role'], ['a']), { key: 'request.auth.claims[realm][role]', match: { values: [exactly('a')] } }],
    ['serverNameIs', Condition.serverNameIs(['db.example']), { key: 'connection.sni', match: { values: [exactly('db.example')] } }],
  ])('%s is what Istio calls it', (_, condition, model) => {
    expect(condition._toModel()).toEqual(model);
    expect(Object.isFrozen(condition._toModel())).toBe(true);
  });

  test.each<[string, () => Condition]>([
    ['headerIs', () => Condition.headerIs('x-team', [])], ['headerIsNot', () => Condition.headerIsNot('x-team', [])],
    ['headerStartsWith', () => Condition.headerStartsWith('x-team', [])], ['headerEndsWith', () => Condition.headerEndsWith('x-team', [''])],
    ['claimIs', () => Condition.claimIs('role', [])], ['claimIsNot', () => Condition.claimIsNot('role', [''])],
    ['nestedClaimIs without a path', () => Condition.nestedClaimIs([], ['a'])], ['serverNameIs', () => Condition.serverNameIs([])],
  ])('%s refuses to mean anything or nothing by an empty list or text', (_, make) => {
    expect(make).toThrow('ZT-C032');
  });

  test.each(['>1000', '<5', '>=10', '<= 10', '!=a', '!a', '==a', '~^a', ' > 5', '≥10', '≠a'])('refuses %p, which Istio would compare as text', (value) => {
    expect(() => Condition.headerIs('x-amount', [value])).toThrow('ZT-C031');
    expect(() => Condition.claimIs('amount', [value])).toThrow('ZT-C031');
  });

  test.each(['*foo*', 'a*b', 'a*', '*'])('refuses %p, whose star would be read as a pattern or literally', (value) => {
    expect(() => Condition.headerIs('x-team', [value])).toThrow('ZT-C030');
    expect(() => Condition.headerStartsWith('x-team', [value])).toThrow('ZT-C030');
  });

  test.each(['a=b', 'a>b', 'a!', '-1', '1000', 'a b'])('accepts %p as the text it is', (value) => {
    expect(Condition.headerIs('x-team', [value])._toModel().match.values).toEqual([exactly(value)]);
  });

  test.each([':authority', ':path', '', 'x team', 'x[team]', 'x*'])('refuses %p, which is no header name', (name) => {
    expect(() => Condition.headerPresent(name)).toThrow('ZT-C036');
  });

  test.each(['host', 'Host', 'HOST'])('refuses the header %s, which hosts of the operation compare without regard to case', (name) => {
    expect(() => Condition.headerIs(name, ['admin.example'])).toThrow('ZT-C036');
    expect(() => Condition.headerAbsent(name)).toThrow('ZT-C036');
  });

  test.each(['exp', 'iat', 'nbf', 'auth_time', 'updated_at'])('refuses the claim %s, which is a number', (claim) => {
    expect(() => Condition.claimIs(claim, ['1'])).toThrow('ZT-C039');
    expect(() => Condition.claimIsNot(claim, ['1'])).toThrow('ZT-C039');
  });

  test.each(['', 'a[b]', 'a b', 'a]'])('refuses %p, which is no name of a claim', (claim) => {
    expect(() => Condition.claimIs(claim, ['a'])).toThrow('ZT-C039');
  });

  test.each(['true', 'false'])('refuses %s as the value of a claim, which would be no text', (value) => {
    expect(() => Condition.claimIs('admin', [value])).toThrow('ZT-C039');
    expect(() => Condition.claimIsNot('admin', [value])).toThrow('ZT-C039');
    expect(() => Condition.nestedClaimIs(['a', 'admin'], [value])).toThrow('ZT-C039');
  });

  test.each(['scope', 'permission'])('refuses several words of the claim %s, which Istio splits', (claim) => {
    expect(() => Condition.claimIs(claim, ['read write'])).toThrow('ZT-C039');
    expect(() => Condition.claimIs(claim, ['read', 'write'])).not.toThrow();
    expect(() => Condition.claimIs('team', ['read write'])).not.toThrow();
  });

  test('refuses a server name that is not in lower case, which Envoy would never see', () => {
    expect(() => Condition.serverNameIs(['db.example', 'DB.example'])).toThrow('ZT-C041');
  });
});
