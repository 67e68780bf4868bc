package mesh

import (
	"fmt"

	clusterv3 "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	routev3 "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"istio.io/istio/pilot/pkg/model"
)

// IstioVersion is what the proxies say they are; istiod generates by it.
const IstioVersion = "1.31.0"

// Proxy is what istiod generated for one proxy.
type Proxy struct {
	Point     Point
	Listeners []*listenerv3.Listener
	Routes    map[string]*routev3.RouteConfiguration
	Clusters  []*clusterv3.Cluster
}

func (c controlPlane) proxy(point Point) (*Proxy, error) {
	pod, err := c.podOf(point)
	if err != nil {
		return nil, err
	}
	types := map[string]model.NodeType{Sidecar: model.SidecarProxy, Waypoint: model.Waypoint, Gateway: model.Router}
	node := c.server.SetupProxy(&model.Proxy{
		ID:              pod.GetName() + "." + pod.GetNamespace(),
		Type:            types[point.Kind],
		ConfigNamespace: pod.GetNamespace(),
		Labels:          pod.GetLabels(),
		IPAddresses:     addressesOf(pod),
		Metadata: &model.NodeMetadata{
			IstioVersion:   IstioVersion,
			Namespace:      pod.GetNamespace(),
			Labels:         pod.GetLabels(),
			ServiceAccount: serviceAccountOf(pod),
			ClusterID:      "Kubernetes",
		},
	})
	made := &Proxy{Point: point, Listeners: c.server.Listeners(node), Routes: map[string]*routev3.RouteConfiguration{}}
	for _, route := range c.server.RoutesFromListeners(node, made.Listeners) {
		made.Routes[route.Name] = route
	}
	if point.Kind == Waypoint {
		made.Clusters = c.server.Clusters(node)
	}
	return made, nil
}

func (c controlPlane) podOf(point Point) (*unstructured.Unstructured, error) {
	if point.Kind == Sidecar {
		return c.known.find("Pod", point.Namespace+"/"+point.Name)
	}
	for _, item := range c.known.objects {
		if item.GetKind() == "Pod" && item.GetNamespace() == point.Namespace && item.GetLabels()[gatewayNameLabel] == point.Name {
			return item, nil
		}
	}
	return nil, fmt.Errorf("no pod belongs to Gateway %s/%s", point.Namespace, point.Name)
}
