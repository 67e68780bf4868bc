package backend

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"

	"conformance/client"
	"conformance/proxy"
)

// Start runs the three servers until the program ends.
func Start(decisions *Decisions) (proxy.Backends, error) {
	var ports proxy.Backends
	starts := []struct {
		port  *int
		serve func(net.Listener)
	}{
		{&ports.Marker, serveMarker},
		{&ports.HTTPAuthorizer, func(l net.Listener) { _ = http.Serve(l, httpAuthorizer(decisions)) }},
		{&ports.GRPCAuthorizer, func(l net.Listener) { _ = grpcAuthorizer(decisions).Serve(l) }},
	}
	for _, start := range starts {
		listener, port, err := listen()
		if err != nil {
			return ports, err
		}
		*start.port = port
		go start.serve(listener)
	}
	return ports, nil
}

// serveMarker answers only after the client's bytes passed the proxy.
func serveMarker(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			if count, _ := connection.Read(make([]byte, 1)); count > 0 {
				_, _ = connection.Write([]byte(client.Marker))
			}
			// Closing with bytes unread would reset the connection and lose the answer.
			_, _ = io.Copy(io.Discard, connection)
		}()
	}
}

func httpAuthorizer(decisions *Decisions) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, asked *http.Request) {
		if !decisions.allows(asked.Header.Get(proxy.ProviderHeader), asked.Header.Get(proxy.IDHeader)) {
			response.WriteHeader(http.StatusForbidden)
		}
	})
}

type authorizationServer struct {
	authv3.UnimplementedAuthorizationServer
	decisions *Decisions
}

func grpcAuthorizer(decisions *Decisions) *grpc.Server {
	server := grpc.NewServer()
	authv3.RegisterAuthorizationServer(server, &authorizationServer{decisions: decisions})
	return server
}

// Check answers about an HTTP request by its name, about a TCP connection by its address.
func (s *authorizationServer) Check(ctx context.Context, asked *authv3.CheckRequest) (*authv3.CheckResponse, error) {
	provider := ""
	if values := metadata.ValueFromIncomingContext(ctx, proxy.ProviderHeader); len(values) > 0 {
		provider = values[0]
	}
	attributes := asked.GetAttributes()
	names := []string{addressOf(attributes.GetSource().GetAddress().GetSocketAddress())}
	if id := attributes.GetRequest().GetHttp().GetHeaders()[proxy.IDHeader]; id != "" {
		names = []string{id}
	}
	code := codes.PermissionDenied
	if s.decisions.allows(provider, names...) {
		code = codes.OK
	}
	return &authv3.CheckResponse{Status: &status.Status{Code: int32(code)}}, nil
}

func addressOf(address *corev3.SocketAddress) string {
	return fmt.Sprintf("%s:%d", address.GetAddress(), address.GetPortValue())
}
