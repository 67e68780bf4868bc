package proxy

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	discoveryv3 "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
)

// The clusters that stand for everything behind a proxy.
const (
	markerCluster  = "conformance_marker"
	httpAuthorizer = "conformance_authorizer_http"
	grpcAuthorizer = "conformance_authorizer_grpc"
)

// Backends are the ports of the local servers.
type Backends struct {
	Marker, HTTPAuthorizer, GRPCAuthorizer int
}

// Secrets are the certificate, key and root that stand for those of istiod.
type Secrets struct {
	Chain, Key, Root string
}

type fields = map[string]any

// Istio's own flags (extractRuntimeFlags of its bootstrap).
var runtimeFlags = fields{
	"re2.max_program_size.error_level":                               32768,
	"envoy.reloadable_features.http_reject_path_with_fragment":       false,
	"envoy.reloadable_features.fixed_heap_use_allocated":             true,
	"envoy.reloadable_features.coalesce_lb_rebuilds_on_batch_update": false,
}

func (e *Envoy) writeBootstrap(runnables []*Runnable) error {
	clusters := []any{
		localCluster(markerCluster, e.Backends.Marker, false),
		localCluster(httpAuthorizer, e.Backends.HTTPAuthorizer, false),
		localCluster(grpcAuthorizer, e.Backends.GRPCAuthorizer, true),
	}
	for _, runnable := range runnables {
		if runnable.Cluster == nil {
			continue
		}
		text, err := protojson.Marshal(runnable.Cluster)
		if err != nil {
			return err
		}
		clusters = append(clusters, json.RawMessage(text))
	}
	text, err := json.Marshal(fields{
		"node":  fields{"id": "conformance", "cluster": "conformance"},
		"admin": fields{"address": socketAddress(e.adminPort)},
		"dynamic_resources": fields{"lds_config": fields{
			"resource_api_version": "V3",
			"path_config_source":   fields{"path": e.listenersFile()},
		}},
		"static_resources":     fields{"clusters": clusters, "secrets": secretsOf(e.Secrets)},
		"layered_runtime":      fields{"layers": []any{fields{"name": "istio", "static_layer": runtimeFlags}}},
		"bootstrap_extensions": []any{internalListeners},
	})
	if err != nil {
		return err
	}
	return os.WriteFile(e.bootstrapFile(), text, 0o600)
}

var internalListeners = fields{
	"name": "envoy.bootstrap.internal_listener",
	"typed_config": fields{
		"@type": "type.googleapis.com/envoy.extensions.bootstrap.internal_listener.v3.InternalListener",
	},
}

func (e *Envoy) bootstrapFile() string { return filepath.Join(e.folder, "bootstrap.json") }

// The suffix tells Envoy that the file is binary.
func (e *Envoy) listenersFile() string { return filepath.Join(e.folder, "listeners.pb") }

func (e *Envoy) writeListeners(runnables []*Runnable) error {
	response := &discoveryv3.DiscoveryResponse{VersionInfo: "1", TypeUrl: "type.googleapis.com/envoy.config.listener.v3.Listener"}
	for _, runnable := range runnables {
		for _, listener := range runnable.Listeners {
			packed, err := anypb.New(listener)
			if err != nil {
				return fmt.Errorf("%s: %w", listener.GetName(), err)
			}
			response.Resources = append(response.Resources, packed)
		}
	}
	text, err := proto.Marshal(response)
	if err != nil {
		return err
	}
	return os.WriteFile(e.listenersFile(), text, 0o600)
}

func socketAddress(port int) fields {
	return fields{"socket_address": fields{"address": "127.0.0.1", "port_value": port}}
}

func localCluster(name string, port int, http2 bool) fields {
	cluster := fields{
		"name": name, "type": "STATIC", "connect_timeout": "5s",
		"load_assignment": fields{"cluster_name": name, "endpoints": []any{fields{
			"lb_endpoints": []any{fields{"endpoint": fields{"address": socketAddress(port)}}},
		}}},
		// The default limits would refuse requests of a large batch.
		"circuit_breakers": fields{"thresholds": []any{fields{
			"max_connections": 100000, "max_pending_requests": 100000, "max_requests": 100000,
		}}},
	}
	if http2 {
		cluster["typed_extension_protocol_options"] = fields{
			"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": fields{
				"@type":                "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
				"explicit_http_config": fields{"http2_protocol_options": fields{}},
			},
		}
	}
	return cluster
}

func secretsOf(secrets Secrets) []any {
	inline := func(text string) fields { return fields{"inline_string": text} }
	return []any{
		fields{"name": "default", "tls_certificate": fields{
			"certificate_chain": inline(secrets.Chain), "private_key": inline(secrets.Key),
		}},
		fields{"name": "ROOTCA", "validation_context": fields{"trusted_ca": inline(secrets.Root)}},
	}
}
