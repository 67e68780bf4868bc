package proxy

import (
	"fmt"
	"strings"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	authzhttpv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_authz/v3"
	authztcpv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/ext_authz/v3"
	matcherv3 "github.com/envoyproxy/go-control-plane/envoy/type/matcher/v3"
	meshconfig "istio.io/api/mesh/v1alpha1"
)

// ProviderHeader tells the local authorizer which provider is asked.
const ProviderHeader = "x-conformance-provider"

// Providers are the external authorizers of a mesh by the cluster that istiod names for them.
type Providers map[string]string

// ProvidersOf reads them from the mesh configuration.
func ProvidersOf(config *meshconfig.MeshConfig) Providers {
	providers := Providers{}
	for _, provider := range config.GetExtensionProviders() {
		if http := provider.GetEnvoyExtAuthzHttp(); http != nil {
			providers["http "+clusterOf(http.GetService(), http.GetPort())] = provider.GetName()
		}
		if grpc := provider.GetEnvoyExtAuthzGrpc(); grpc != nil {
			providers["grpc "+clusterOf(grpc.GetService(), grpc.GetPort())] = provider.GetName()
		}
	}
	return providers
}

func clusterOf(service string, port uint32) string {
	host := service[strings.Index(service, "/")+1:]
	return fmt.Sprintf("outbound|%d||%s", port, host)
}

func (p Providers) named(kind, cluster string) (string, error) {
	name := p[kind+" "+cluster]
	if name == "" {
		return "", fmt.Errorf("ext_authz asks cluster %q (%s), which no extension provider of the mesh names", cluster, kind)
	}
	return name, nil
}

func (p Providers) rewriteHTTP(m *authzhttpv3.ExtAuthz) error {
	if service := m.GetHttpService(); service != nil {
		name, err := p.named("http", service.GetServerUri().GetCluster())
		if err != nil {
			return err
		}
		service.ServerUri.HttpUpstreamType = &corev3.HttpUri_Cluster{Cluster: httpAuthorizer}
		if service.AuthorizationRequest == nil {
			service.AuthorizationRequest = &authzhttpv3.AuthorizationRequest{}
		}
		service.AuthorizationRequest.HeadersToAdd = append(service.AuthorizationRequest.HeadersToAdd,
			&corev3.HeaderValue{Key: ProviderHeader, Value: name})
		allowID(m)
		return nil
	}
	return p.rewriteGRPC(m.GetGrpcService())
}

// allowID lets the authorizer see the name of the request; Istio's filter passes only the headers that the provider names.
func allowID(m *authzhttpv3.ExtAuthz) {
	exact := &matcherv3.StringMatcher{MatchPattern: &matcherv3.StringMatcher_Exact{Exact: IDHeader}}
	request := m.GetHttpService().AuthorizationRequest
	switch {
	case request.GetAllowedHeaders() != nil: //nolint:staticcheck // what istiod generates
		request.AllowedHeaders.Patterns = append(request.AllowedHeaders.Patterns, exact) //nolint:staticcheck
	case m.GetAllowedHeaders() != nil:
		m.AllowedHeaders.Patterns = append(m.AllowedHeaders.Patterns, exact)
	default:
		m.AllowedHeaders = &matcherv3.ListStringMatcher{Patterns: []*matcherv3.StringMatcher{exact}}
	}
}

func (p Providers) rewriteTCP(m *authztcpv3.ExtAuthz) error {
	return p.rewriteGRPC(m.GetGrpcService())
}

func (p Providers) rewriteGRPC(service *corev3.GrpcService) error {
	envoy := service.GetEnvoyGrpc()
	name, err := p.named("grpc", envoy.GetClusterName())
	if err != nil {
		return err
	}
	envoy.ClusterName = grpcAuthorizer
	service.InitialMetadata = append(service.InitialMetadata, &corev3.HeaderValue{Key: ProviderHeader, Value: name})
	return nil
}
