import { Size } from 'cdk8s';
import { ContainerProps, Cpu, EnvValue, Volume } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

const RELEASE = '1.20.3';
const USER = 1000;
const LIBERTY_USER = 1001;

/** One of the sample's images, with the user that it is made for. */
export function image(name: string): ContainerProps {
  return {
    image: `docker.io/istio/examples-bookinfo-${name}:${RELEASE}`,
    securityContext: { user: USER },
    resources: {
      cpu: { request: Cpu.millis(100), limit: Cpu.millis(1000) },
      memory: { request: Size.mebibytes(128), limit: Size.mebibytes(512) },
    },
  };
}

/** The product page: its web server keeps files of its workers in /tmp, and the root file system is read-only. */
export function productpageImage(scope: Construct): ContainerProps {
  return { ...image('productpage-v1'), volumeMounts: [{ path: '/tmp', volume: Volume.fromEmptyDir(scope, 'productpage-tmp', 'tmp') }] };
}

/** A version of the reviews, which run on Liberty: a Java server that writes beside its own installation, too. */
export function reviewsImage(scope: Construct, version: string): ContainerProps {
  return {
    ...image(`reviews-${version}`),
    securityContext: { user: LIBERTY_USER, readOnlyRootFilesystem: false },
    envVariables: { LOG_DIR: EnvValue.fromValue('/tmp/logs') },
    volumeMounts: [
      { path: '/tmp', volume: Volume.fromEmptyDir(scope, `reviews-${version}-tmp`, 'tmp') },
      { path: '/opt/ibm/wlp/output', volume: Volume.fromEmptyDir(scope, `reviews-${version}-output`, 'wlp-output') },
    ],
  };
}
