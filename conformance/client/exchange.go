package client

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

const idHeader = "x-conformance-id"

// Marker is what the server behind a TCP proxy answers.
const Marker = "conformance-tcp\n"

// Message is an HTTP request, field by field as it goes on the wire.
type Message struct {
	Method, Path, Host string
	Headers            [][2]string
}

// Outcome is what came back: an HTTP status, the marker of the TCP server, or nothing.
type Outcome struct {
	Status int
	TCP    bool
}

// ErrSilent says that the proxy kept the connection open and said nothing.
var ErrSilent = errors.New("no answer in time")

// ExchangeTCP sends bytes and waits for the marker.
func ExchangeTCP(connection io.ReadWriter) (Outcome, error) {
	if _, err := io.WriteString(connection, "conformance: bytes of a client\n"); err != nil {
		return Outcome{}, nil
	}
	reader := bufio.NewReader(connection)
	if isMarker(reader) {
		return Outcome{TCP: true}, nil
	}
	return Outcome{}, silence(reader)
}

// ExchangeHTTP1 sends a request of HTTP/1.1.
func ExchangeHTTP1(connection io.ReadWriter, message Message) (Outcome, error) {
	var text bytes.Buffer
	text.WriteString(message.Method + " " + message.Path + " HTTP/1.1\r\nhost: " + message.Host + "\r\n")
	for _, field := range message.Headers {
		text.WriteString(field[0] + ": " + field[1] + "\r\n")
	}
	text.WriteString("\r\n")
	if _, err := connection.Write(text.Bytes()); err != nil {
		return Outcome{}, nil
	}
	reader := bufio.NewReader(connection)
	if isMarker(reader) {
		return Outcome{TCP: true}, nil
	}
	response, err := http.ReadResponse(reader, &http.Request{Method: message.Method})
	if err != nil {
		return Outcome{}, silence(reader)
	}
	response.Body.Close()
	return Outcome{Status: response.StatusCode}, nil
}

// ExchangeHTTP2 sends a request of HTTP/2, with prior knowledge where there is no TLS.
func ExchangeHTTP2(connection io.ReadWriter, message Message) (Outcome, error) {
	reader := bufio.NewReader(connection)
	fields := [][2]string{{":method", message.Method}, {":scheme", "http"}, {":authority", message.Host}, {":path", message.Path}}
	for _, field := range message.Headers {
		fields = append(fields, [2]string{strings.ToLower(field[0]), field[1]})
	}
	if _, err := io.WriteString(connection, http2.ClientPreface); err != nil {
		return Outcome{}, nil
	}
	t := &tunnel{framer: http2.NewFramer(connection, reader)}
	t.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	if err := t.framer.WriteSettings(); err != nil {
		return Outcome{}, nil
	}
	err := t.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: streamID, BlockFragment: headerBlock(fields), EndHeaders: true, EndStream: true,
	})
	if err != nil {
		return Outcome{}, nil
	}
	if isMarker(reader) {
		return Outcome{TCP: true}, nil
	}
	status, err := t.awaitStatus()
	if err != nil {
		return Outcome{}, silence(reader)
	}
	code, err := strconv.Atoi(status)
	return Outcome{Status: code}, err
}

func isMarker(reader *bufio.Reader) bool {
	start, _ := reader.Peek(len(Marker))
	return string(start) == Marker
}

// silence tells a closed connection, which is an answer, from one that only timed out.
func silence(reader io.Reader) error {
	_, err := reader.Read(make([]byte, 1))
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		return ErrSilent
	}
	return nil
}
