package client

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"sync"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

const (
	streamID   = 1
	hugeWindow = 1 << 30
)

// ErrTunnel says that the waypoint refused the CONNECT itself.
type ErrTunnel struct{ Status string }

func (e ErrTunnel) Error() string { return "the tunnel was refused with status " + e.Status }

// tunnel is one HBONE stream, used as a connection.
type tunnel struct {
	net.Conn
	framer *http2.Framer
	write  sync.Mutex
	read   *io.PipeReader
}

func newFramer(connection net.Conn) (*http2.Framer, error) {
	if _, err := io.WriteString(connection, http2.ClientPreface); err != nil {
		return nil, err
	}
	framer := http2.NewFramer(connection, connection)
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	if err := framer.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: hugeWindow}); err != nil {
		return nil, err
	}
	return framer, framer.WriteWindowUpdate(0, hugeWindow)
}

func headerBlock(fields [][2]string) []byte {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for _, field := range fields {
		// Writing to a buffer cannot fail.
		_ = encoder.WriteField(hpack.HeaderField{Name: field[0], Value: field[1]})
	}
	return block.Bytes()
}

func openTunnel(connection net.Conn, authority, id string) (*tunnel, error) {
	framer, err := newFramer(connection)
	if err != nil {
		return nil, err
	}
	block := headerBlock([][2]string{{":method", "CONNECT"}, {":authority", authority}, {idHeader, id}})
	err = framer.WriteHeaders(http2.HeadersFrameParam{StreamID: streamID, BlockFragment: block, EndHeaders: true})
	if err != nil {
		return nil, err
	}
	t := &tunnel{Conn: connection, framer: framer}
	status, err := t.awaitStatus()
	if err != nil {
		return nil, err
	}
	if status != "200" {
		return nil, ErrTunnel{status}
	}
	reader, writer := io.Pipe()
	t.read = reader
	go func() { writer.CloseWithError(t.pump(writer)) }()
	return t, nil
}

func (t *tunnel) awaitStatus() (string, error) {
	for {
		frame, err := t.framer.ReadFrame()
		if err != nil {
			return "", err
		}
		if headers, ok := frame.(*http2.MetaHeadersFrame); ok {
			return headers.PseudoValue("status"), nil
		}
		if err := t.answer(frame); err != nil {
			return "", err
		}
	}
}

// answer does what HTTP/2 demands of a client; the end of the stream is an error.
func (t *tunnel) answer(frame http2.Frame) error {
	t.write.Lock()
	defer t.write.Unlock()
	switch f := frame.(type) {
	case *http2.SettingsFrame:
		if !f.IsAck() {
			return t.framer.WriteSettingsAck()
		}
	case *http2.PingFrame:
		if !f.IsAck() {
			return t.framer.WritePing(true, f.Data)
		}
	case *http2.RSTStreamFrame:
		return fmt.Errorf("the stream was reset: %v", f.ErrCode)
	case *http2.GoAwayFrame:
		return fmt.Errorf("the connection is going away: %v", f.ErrCode)
	}
	return nil
}

func (t *tunnel) pump(writer io.Writer) error {
	for {
		frame, err := t.framer.ReadFrame()
		if err != nil {
			return err
		}
		if data, ok := frame.(*http2.DataFrame); ok {
			if _, err := writer.Write(data.Data()); err != nil {
				return err
			}
			if data.StreamEnded() {
				return io.EOF
			}
			continue
		}
		if headers, ok := frame.(*http2.MetaHeadersFrame); ok && headers.StreamEnded() {
			return io.EOF
		}
		if err := t.answer(frame); err != nil {
			return err
		}
	}
}

func (t *tunnel) Read(into []byte) (int, error) { return t.read.Read(into) }

func (t *tunnel) Write(bytes []byte) (int, error) {
	t.write.Lock()
	defer t.write.Unlock()
	return len(bytes), t.framer.WriteData(streamID, false, bytes)
}

func (t *tunnel) Close() error {
	t.read.Close()
	return t.Conn.Close()
}
