package proxy

import (
	"fmt"
	"strings"

	clusterv3 "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpointv3 "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	proxyprotocolv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/listener/proxy_protocol/v3"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"

	"conformance/mesh"
)

// What istiod names the parts.
const (
	sidecarListener  = "virtualInbound"
	tunnelListener   = "connect_terminate"
	waypointListener = "main_internal"
)

// Runnable is what one proxy needs in Envoy to judge requests to one port.
type Runnable struct {
	// Name is that of the listener that requests reach first.
	Name      string
	Port      int
	Listeners []*listenerv3.Listener
	Cluster   *clusterv3.Cluster
}

// Place is where a runnable lives: unique names and ports keep many meshes apart in one Envoy.
type Place struct {
	Name string
	Port int
	Log  string
}

// Prepare makes the listeners of a proxy runnable. For a gateway the one on the given port.
func Prepare(from *mesh.Proxy, port int, place Place, providers Providers) (*Runnable, error) {
	runnable := &Runnable{Name: place.Name, Port: place.Port}
	base := rewrite{log: place.Log, routes: from.Routes, providers: providers, inner: place.Name + "_" + waypointListener}
	for _, original := range from.Listeners {
		role := roleOf(original, from.Point.Kind, port)
		if role == "" {
			continue
		}
		listener := proto.Clone(original).(*listenerv3.Listener)
		r := base
		r.name, r.tunnel = place.Name, role == tunnelListener
		if role == waypointListener {
			r.name = base.inner
		}
		if err := r.listener(listener, role, place.Port); err != nil {
			return nil, err
		}
		runnable.Listeners = append(runnable.Listeners, listener)
	}
	if len(runnable.Listeners) == 0 {
		return nil, fmt.Errorf("istiod made no listener for port %d of %v", port, from.Point)
	}
	runnable.Cluster = innerCluster(from.Clusters, base.inner)
	return runnable, nil
}

func roleOf(listener *listenerv3.Listener, kind string, port int) string {
	name := listener.GetName()
	switch {
	case kind == mesh.Sidecar && name == sidecarListener:
		return sidecarListener
	case kind == mesh.Waypoint && (name == tunnelListener || name == waypointListener):
		return name
	case kind == mesh.Gateway && int(listener.GetAddress().GetSocketAddress().GetPortValue()) == port:
		return mesh.Gateway
	}
	return ""
}

func (r *rewrite) listener(l *listenerv3.Listener, role string, port int) error {
	l.Name = r.name
	l.UseOriginalDst, l.BindToPort, l.AdditionalAddresses, l.ConnectionBalanceConfig = nil, nil, nil, nil //nolint:staticcheck
	log, err := accessLog(r.log, "connection", r.name)
	if err != nil {
		return err
	}
	l.AccessLog = log
	if role != waypointListener {
		l.Address = localAddress(port)
	}
	if role == sidecarListener || role == mesh.Gateway {
		if err := readProxyProtocol(l); err != nil {
			return err
		}
	}
	return Walk(l, r.change)
}

// localAddress takes callers of both families.
func localAddress(port int) *corev3.Address {
	return &corev3.Address{Address: &corev3.Address_SocketAddress{SocketAddress: &corev3.SocketAddress{
		Address: "::", Ipv4Compat: true, PortSpecifier: &corev3.SocketAddress_PortValue{PortValue: uint32(port)},
	}}}
}

// readProxyProtocol takes the destination from a PROXY header where a redirected socket would tell it.
func readProxyProtocol(l *listenerv3.Listener) error {
	config, err := anypb.New(&proxyprotocolv3.ProxyProtocol{})
	if err != nil {
		return err
	}
	filters := []*listenerv3.ListenerFilter{{
		Name:       "envoy.filters.listener.proxy_protocol",
		ConfigType: &listenerv3.ListenerFilter_TypedConfig{TypedConfig: config},
	}}
	for _, filter := range l.GetListenerFilters() {
		if !strings.HasSuffix(filter.GetName(), "original_dst") {
			filters = append(filters, filter)
		}
	}
	l.ListenerFilters = filters
	return nil
}

func innerCluster(clusters []*clusterv3.Cluster, name string) *clusterv3.Cluster {
	for _, original := range clusters {
		if original.GetName() != waypointListener {
			continue
		}
		cluster := proto.Clone(original).(*clusterv3.Cluster)
		cluster.Name = name
		cluster.LoadAssignment = &endpointv3.ClusterLoadAssignment{
			ClusterName: name,
			Endpoints: []*endpointv3.LocalityLbEndpoints{{LbEndpoints: []*endpointv3.LbEndpoint{{
				HostIdentifier: &endpointv3.LbEndpoint_Endpoint{Endpoint: &endpointv3.Endpoint{Address: internalAddress(name)}},
			}}}},
		}
		return cluster
	}
	return nil
}

func internalAddress(listener string) *corev3.Address {
	return &corev3.Address{Address: &corev3.Address_EnvoyInternalAddress{EnvoyInternalAddress: &corev3.EnvoyInternalAddress{
		AddressNameSpecifier: &corev3.EnvoyInternalAddress_ServerListenerName{ServerListenerName: listener},
	}}}
}
