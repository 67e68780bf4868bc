// Package client speaks to a proxy as the peers of a mesh do. It writes bytes by hand, because libraries normalise methods,
// paths and hosts.
package client

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// Timeout bounds one request.
const Timeout = 10 * time.Second

// Route is how a connection is made, from the outside in.
type Route struct {
	// Port is that of the proxy's listener on this machine.
	Port int
	// Source is the client's address.
	Source netip.Addr
	// Destination, when valid, is told in a PROXY header: what redirection would have kept.
	Destination netip.AddrPort
	// TLS makes it a TLS connection; Certificate, when set, is the client's.
	TLS         bool
	Certificate *tls.Certificate
	ALPN        []string
	SNI         string
	// Authority, when set, opens an HBONE tunnel to it inside the TLS connection.
	Authority string
	// ID names the request to the tunnel's end.
	ID string
}

// Connection is open to what is behind the proxy's outer listener.
type Connection struct {
	net.Conn
	// Local is the client's end of the TCP connection.
	Local netip.AddrPort
}

// Connect makes the connection. A TLS handshake that the server refuses may succeed here and fail at the first read.
func Connect(route Route, opened func(local netip.AddrPort)) (*Connection, error) {
	tcp, err := dial(route)
	if err != nil {
		return nil, err
	}
	local := tcp.LocalAddr().(*net.TCPAddr).AddrPort()
	local = netip.AddrPortFrom(local.Addr().Unmap(), local.Port())
	opened(local)
	connection := &Connection{tcp, local}
	if err := tcp.SetDeadline(time.Now().Add(Timeout)); err != nil {
		return connection, err
	}
	if route.Destination.IsValid() {
		if _, err := tcp.Write(proxyHeader(local, route.Destination)); err != nil {
			return connection, err
		}
	}
	if !route.TLS {
		return connection, nil
	}
	return connection, connection.secure(route)
}

// Envoy's log names a connection by the client's address: within a batch no port comes twice, as the kernel's choice might.
const (
	firstClientPort = 20000
	clientPorts     = 45000
	dialTries       = 20
)

var dialled atomic.Uint32

func dial(route Route) (net.Conn, error) {
	loopback := "127.0.0.1"
	if route.Source.Is6() {
		loopback = "::1"
	}
	var err error
	for range dialTries {
		port := firstClientPort + int(dialled.Add(1)%clientPorts)
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: route.Source.AsSlice(), Port: port}, Timeout: Timeout}
		var connection net.Conn
		connection, err = dialer.DialContext(context.Background(), "tcp", net.JoinHostPort(loopback, strconv.Itoa(route.Port)))
		if err == nil {
			return connection, nil
		}
		// The port may still wait after a connection of an earlier batch.
		if !errors.Is(err, syscall.EADDRINUSE) && !errors.Is(err, syscall.EADDRNOTAVAIL) {
			return nil, err
		}
	}
	return nil, err
}

func (c *Connection) secure(route Route) error {
	secured := tls.Client(c.Conn, &tls.Config{
		// The server's identity is not what is judged.
		InsecureSkipVerify:   true,
		ServerName:           route.SNI,
		NextProtos:           route.ALPN,
		GetClientCertificate: route.clientCertificate,
	})
	if err := secured.Handshake(); err != nil {
		return err
	}
	c.Conn = secured
	if route.Authority == "" {
		return nil
	}
	tunnel, err := openTunnel(secured, route.Authority, route.ID)
	if err != nil {
		return err
	}
	c.Conn = tunnel
	return nil
}

// clientCertificate is sent whatever authorities the server names: it has to refuse a wrong one itself.
func (r Route) clientCertificate(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	if r.Certificate == nil {
		return &tls.Certificate{}, nil
	}
	return r.Certificate, nil
}

// PassedThrough tells whether a handshake reached the server behind a TCP proxy, as bytes like any others: its answer is the marker.
func PassedThrough(handshake error) bool {
	var header tls.RecordHeaderError
	return errors.As(handshake, &header) && strings.HasPrefix(Marker, string(header.RecordHeader[:]))
}

// proxyHeader is version 2 of the PROXY protocol, for TCP.
func proxyHeader(source, destination netip.AddrPort) []byte {
	header := []byte("\r\n\r\n\x00\r\nQUIT\n\x21")
	if source.Addr().Is4() {
		header = append(header, 0x11, 0, 12)
	} else {
		header = append(header, 0x21, 0, 36)
	}
	header = append(header, source.Addr().AsSlice()...)
	header = append(header, destination.Addr().AsSlice()...)
	header = binary.BigEndian.AppendUint16(header, source.Port())
	return binary.BigEndian.AppendUint16(header, destination.Port())
}
