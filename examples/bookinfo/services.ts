import { Chart } from 'cdk8s';
import { AmbientWaypoint, Http, Mesh, Port, Workload, ZeroTrustNamespace } from 'cdk8s-istio-zero-trust';
import { ContainerProps } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { image, productpageImage, reviewsImage } from './images';

/** Istio's sample application: a page about a book, made of what three services know. */
export class Bookinfo extends Chart {
  readonly productpage: Workload;
  private readonly meshNamespace: ZeroTrustNamespace;

  constructor(scope: Construct, id: string, mesh: Mesh) {
    super(scope, id);
    this.meshNamespace = new ZeroTrustNamespace(this, 'bookinfo', { mesh });
    new AmbientWaypoint(this.meshNamespace, 'waypoint');

    this.productpage = this.add('productpage', { v1: productpageImage(this) });
    const details = this.add('details', { v1: image('details-v1') });
    const reviews = this.add('reviews', { v1: reviewsImage(this, 'v1'), v2: reviewsImage(this, 'v2'), v3: reviewsImage(this, 'v3') });
    const ratings = this.add('ratings', { v1: image('ratings-v1') });

    details.allowFrom(this.productpage, Http.get('/details/*'));
    reviews.allowFrom(this.productpage, Http.get('/reviews/*'));
    ratings.allowFrom(reviews, Http.get('/ratings/*'));
  }

  private add(name: string, versions: { [version: string]: ContainerProps }): Workload {
    return this.meshNamespace.addWorkload(name, { serviceAccountName: `bookinfo-${name}`, ports: [Port.http(9080)], versions, replicas: 1 });
  }
}
