package proxy

import (
	"fmt"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	routev3 "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	statev3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/common/set_filter_state/v3"
	authzhttpv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_authz/v3"
	statehttpv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/set_filter_state/v3"
	authztcpv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/ext_authz/v3"
	hcmv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	tcpv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/tcp_proxy/v3"
	tlsv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"google.golang.org/protobuf/proto"
)

// rewrite replaces what needs a cluster, Istio's own Envoy build or an upstream. RBAC, jwt_authn, matchers and filter
// chain matches stay as istiod made them.
type rewrite struct {
	name      string
	log       string
	tunnel    bool // this is the listener that ends HBONE: its route leads to the waypoint's inner listener
	inner     string
	routes    map[string]*routev3.RouteConfiguration
	providers Providers
}

func (r *rewrite) change(message proto.Message) error {
	switch m := message.(type) {
	case *listenerv3.FilterChain:
		m.Filters = keepNetwork(m.GetFilters())
	case *hcmv3.HttpConnectionManager:
		return r.connectionManager(m)
	case *routev3.Route:
		r.route(m)
	case *tcpv3.TcpProxy:
		m.ClusterSpecifier = &tcpv3.TcpProxy_Cluster{Cluster: markerCluster}
		m.TunnelingConfig = nil
		m.AccessLog = nil
	case *tlsv3.SdsSecretConfig:
		m.Name, m.SdsConfig = staticSecret(m.GetName()), nil
	case *statehttpv3.Config:
		r.nameTunnel(m)
	case *statev3.FilterStateValue:
		if m.GetFactoryKey() == "istio.hashable_string" {
			m.FactoryKey = "envoy.hashable_string"
		}
	case *authzhttpv3.ExtAuthz:
		return r.providers.rewriteHTTP(m)
	case *authztcpv3.ExtAuthz:
		return r.providers.rewriteTCP(m)
	}
	return nil
}

func (r *rewrite) connectionManager(m *hcmv3.HttpConnectionManager) error {
	m.HttpFilters = keepHTTP(m.GetHttpFilters())
	m.Tracing = nil
	m.AccessLogOptions = nil
	if rds := m.GetRds(); rds != nil {
		route := r.routes[rds.GetRouteConfigName()]
		if route == nil {
			return fmt.Errorf("%s: istiod gave no route configuration %q", r.name, rds.GetRouteConfigName())
		}
		m.RouteSpecifier = &hcmv3.HttpConnectionManager_RouteConfig{RouteConfig: proto.Clone(route).(*routev3.RouteConfiguration)}
	}
	log, err := accessLog(r.log, "http", r.name)
	m.AccessLog = log
	return err
}

// route answers in place of the upstream; the router runs after all filters that decide.
func (r *rewrite) route(m *routev3.Route) {
	action := m.GetRoute()
	if action == nil {
		return
	}
	if r.tunnel {
		action.ClusterSpecifier = &routev3.RouteAction_Cluster{Cluster: r.inner}
		return
	}
	m.Action = &routev3.Route_DirectResponse{DirectResponse: &routev3.DirectResponseAction{
		Status: 200,
		Body:   &corev3.DataSource{Specifier: &corev3.DataSource_InlineString{InlineString: "conformance\n"}},
	}}
}

// nameTunnel lets the inner listener's log name the request that came through the tunnel.
func (r *rewrite) nameTunnel(m *statehttpv3.Config) {
	if !r.tunnel {
		return
	}
	m.OnRequestHeaders = append(m.OnRequestHeaders, &statev3.FilterStateValue{
		Key:        &statev3.FilterStateValue_ObjectKey{ObjectKey: tunnelKey},
		FactoryKey: "envoy.string",
		Value: &statev3.FilterStateValue_FormatString{FormatString: &corev3.SubstitutionFormatString{
			Format: &corev3.SubstitutionFormatString_TextFormatSource{TextFormatSource: &corev3.DataSource{
				Specifier: &corev3.DataSource_InlineString{InlineString: "%REQ(" + IDHeader + ")%"},
			}},
		}},
		SharedWithUpstream: statev3.FilterStateValue_ONCE,
	})
}

func staticSecret(name string) string {
	if name == "ROOTCA" || len(name) > len(caSuffix) && name[len(name)-len(caSuffix):] == caSuffix {
		return "ROOTCA"
	}
	return "default"
}

// caSuffix marks the secret of a gateway that holds the CA of its clients.
const caSuffix = "-cacert"
