package proxy

import (
	"slices"
	"strings"

	udpa "github.com/cncf/xds/go/udpa/type/v1"
	xdstype "github.com/cncf/xds/go/xds/type/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	hcmv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	"google.golang.org/protobuf/types/known/anypb"
)

// Filters of Istio's own Envoy build. They make telemetry and peer metadata; none decides about a request.
var istioOnly = []string{
	"io.istio.", "istio.", "stats.", "envoy.tcp.metadataexchange.", "envoy.extensions.network_filters.peer_metadata.",
	"envoy.extensions.filters.http.peer_metadata.", "envoy.extensions.filters.http.alpn.", "envoy.extensions.stats.",
}

func isIstioOnly(config *anypb.Any) bool {
	name := typeOf(config)
	return slices.ContainsFunc(istioOnly, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// typeOf looks into the TypedStruct in which Istio wraps types that the control plane does not compile in.
func typeOf(config *anypb.Any) string {
	url := config.GetTypeUrl()
	switch {
	case config.MessageIs(&udpa.TypedStruct{}):
		wrapped := &udpa.TypedStruct{}
		if config.UnmarshalTo(wrapped) == nil {
			url = wrapped.GetTypeUrl()
		}
	case config.MessageIs(&xdstype.TypedStruct{}):
		wrapped := &xdstype.TypedStruct{}
		if config.UnmarshalTo(wrapped) == nil {
			url = wrapped.GetTypeUrl()
		}
	}
	return url[strings.LastIndex(url, "/")+1:]
}

func keepHTTP(filters []*hcmv3.HttpFilter) []*hcmv3.HttpFilter {
	return slices.DeleteFunc(filters, func(f *hcmv3.HttpFilter) bool { return isIstioOnly(f.GetTypedConfig()) })
}

func keepNetwork(filters []*listenerv3.Filter) []*listenerv3.Filter {
	return slices.DeleteFunc(filters, func(f *listenerv3.Filter) bool { return isIstioOnly(f.GetTypedConfig()) })
}
