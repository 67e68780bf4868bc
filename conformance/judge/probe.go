package judge

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"conformance/client"
	"conformance/mesh"
	"conformance/proxy"
	"conformance/request"
)

// probe is one request at one running proxy, and what came of it.
type probe struct {
	mesh.Probe
	id       string
	at       *proxy.Runnable
	protocol string

	outcome client.Outcome
	local   netip.AddrPort
	// handshake is why the client got no connection to speak on.
	handshake error
	err       error
}

// protocolOf is told by the request or by a recorded verdict; otherwise HTTP requests go as HTTP/1.1.
func protocolOf(r *request.Request) string {
	switch {
	case r.HTTP == nil:
		return "tcp"
	case r.HTTP.Version == "2":
		return "http2"
	case r.HTTP.Version != "":
		return "http1"
	case r.Envoy != nil && r.Envoy.Protocol == "http2":
		return "http2"
	}
	return "http1"
}

// ALPN as Istio's sidecars send it.
var alpnOf = map[string][]string{
	"http1": {"istio-http/1.1", "istio", "http/1.1"},
	"http2": {"istio-h2", "istio", "h2"},
	"tcp":   {"istio-peer-exchange", "istio"},
}

func (j *Judge) route(p *probe) (client.Route, error) {
	source, err := netip.ParseAddr(p.Caller.Address)
	if err != nil {
		return client.Route{}, fmt.Errorf("the caller's address %q: %w", p.Caller.Address, err)
	}
	route := client.Route{Port: p.at.Port, Source: source, ID: p.id, SNI: p.Request.SNI}
	if p.Caller.Principal != "" {
		route.TLS = true
		if route.Certificate, err = j.ca.Mint(p.Caller.Principal); err != nil {
			return route, err
		}
	}
	target := net.JoinHostPort(p.Destination.Address, strconv.Itoa(p.Destination.Port))
	switch p.Destination.Point.Kind {
	case mesh.Waypoint:
		if route.Certificate == nil {
			return route, errors.New("a waypoint is reached through HBONE only: the caller needs a principal")
		}
		route.ALPN, route.SNI, route.Authority = []string{"h2"}, "", target
		return route, nil
	case mesh.Gateway:
		route.TLS = route.TLS || p.Request.SNI != ""
		route.ALPN = []string{"h2", "http/1.1"}
		if p.protocol == "http1" {
			route.ALPN = []string{"http/1.1"}
		}
	default:
		route.ALPN = alpnOf[p.protocol]
	}
	if route.Destination, err = netip.ParseAddrPort(target); err != nil {
		return route, err
	}
	if route.Destination.Addr().Is4() != source.Is4() {
		return route, fmt.Errorf("nobody at %s can dial %s: name an address of the same family in to.ip", source, target)
	}
	return route, nil
}

// send plays the request. A connection that the proxy refuses is an outcome, not an error.
func (j *Judge) send(p *probe) {
	route, err := j.route(p)
	if err != nil {
		p.err = err
		return
	}
	j.decisions.Set(p.id, p.Request.External)
	connection, err := client.Connect(route, func(local netip.AddrPort) {
		p.local = local
		j.decisions.Set(local.String(), p.Request.External)
	})
	if connection == nil {
		p.err = err
		return
	}
	defer connection.Close()
	if p.handshake = err; err == nil {
		p.outcome, p.err = j.exchange(p, connection)
	}
}

func (j *Judge) exchange(p *probe, connection *client.Connection) (client.Outcome, error) {
	if p.protocol == "tcp" {
		return client.ExchangeTCP(connection)
	}
	message, err := messageOf(p.Request, p.id, j.issuer)
	if err != nil {
		return client.Outcome{}, err
	}
	if p.protocol == "http2" {
		return client.ExchangeHTTP2(connection, message)
	}
	return client.ExchangeHTTP1(connection, message)
}
