import { Chart } from 'cdk8s';
import { Deployment, LabelSelector, ServiceAccount } from 'cdk8s-plus-28';
import { DataPlane, Port } from '../../src';
import { manifestsOf } from '../support/cluster';
import { aShop, refusal, refusedCodes, Shop } from '../support/shop';

type Labels = Record<string, string>;

function adopted({ app, shop }: Shop, name: string, labels: { readonly selector: Labels; readonly pods?: Labels }): Deployment {
  const chart = new Chart(app, name, { namespace: 'shop' });
  const deployment = new Deployment(chart, name, {
    metadata: { name },
    select: false,
    podMetadata: { labels: { ...labels.selector, ...labels.pods } },
    serviceAccount: new ServiceAccount(chart, 'account', { metadata: { name } }),
    containers: [{ image: `${name}:1`, portNumber: 8080 }],
  });
  deployment.select(LabelSelector.of({ labels: labels.selector }));
  shop.adopt(deployment, { ports: [Port.http(8080)] });
  return deployment;
}

describe('pods that two workloads select', () => {
  test('are refused, because whoever may call the one could call the other', () => {
    const world = aShop(DataPlane.SIDECAR);
    adopted(world, 'front', { selector: { app: 'site' } });
    adopted(world, 'vault', { selector: { app: 'site', tier: 'vault' } });

    expect(refusal(world.app)).toContain('ZT-C100  shop/Default/vault: the pods of shop/vault are also selected as shop/front (app: site)');
    expect(refusedCodes(world.app)).toEqual(['ZT-C100']);
  });

  test('are refused when their selectors are equal', () => {
    const world = aShop(DataPlane.AMBIENT);
    adopted(world, 'blue', { selector: { app: 'site' } });
    adopted(world, 'green', { selector: { app: 'site' } });

    expect(refusedCodes(world.app)).toEqual(['ZT-C100']);
  });

  test('are refused when a further label of the pods makes them so, also after they were adopted', () => {
    const world = aShop(DataPlane.SIDECAR);
    adopted(world, 'vault', { selector: { app: 'vault' } }).podMetadata.addLabel('app', 'payments');

    expect(refusedCodes(world.app)).toEqual(['ZT-C100']);
  });

  test('are refused when a label or version given to addWorkload makes them so', () => {
    const world = aShop(DataPlane.SIDECAR);
    adopted(world, 'one', { selector: { version: 'v1' } });
    adopted(world, 'two', { selector: { tier: 'back' } });
    world.shop.addWorkload('reviews', { versions: { v1: { image: 'reviews:1' } }, ports: [Port.http(8080)] });
    world.shop.addWorkload('ratings', { labels: { tier: 'back' }, ports: [Port.http(8080)] });

    expect(refusal(world.app)).toContain('the pods of shop/reviews are also selected as shop/one (version: v1)');
    expect(refusal(world.app)).toContain('the pods of shop/ratings are also selected as shop/two (tier: back)');
  });

  test('are accepted where one label tells them apart, and in another namespace', () => {
    const world = aShop(DataPlane.SIDECAR);
    adopted(world, 'blue', { selector: { app: 'site', colour: 'blue' } });
    adopted(world, 'green', { selector: { app: 'site', colour: 'green' }, pods: { tier: 'front' } });

    expect(() => manifestsOf(world.app)).not.toThrow();
  });
});
