package proxy

import (
	"encoding/json"
	"os"
	"strings"

	accesslogv3 "github.com/envoyproxy/go-control-plane/envoy/config/accesslog/v3"
	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	filev3 "github.com/envoyproxy/go-control-plane/envoy/extensions/access_loggers/file/v3"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// IDHeader names each request; no policy reads it.
const IDHeader = "x-conformance-id"

// tunnelKey carries the name of the request from the tunnel to the listener inside a waypoint.
const tunnelKey = "conformance.request"

// Entry is one line of Envoy's access log.
type Entry struct {
	// Kind is http for a request, connection for a connection.
	Kind        string `json:"kind"`
	Listener    string `json:"listener"`
	Request     string `json:"request"`
	Tunnel      string `json:"tunnel"`
	Remote      string `json:"remote"`
	Details     string `json:"details"`
	Termination string `json:"termination"`
	Failure     string `json:"failure"`
	Flags       string `json:"flags"`
	Chain       string `json:"chain"`
}

func accessLog(file, kind, listener string) ([]*accesslogv3.AccessLog, error) {
	fields, err := structpb.NewStruct(map[string]any{
		"kind": kind, "listener": listener,
		"request":     "%REQ(" + IDHeader + ")%",
		"tunnel":      "%FILTER_STATE(" + tunnelKey + ":PLAIN)%",
		"remote":      "%DOWNSTREAM_REMOTE_ADDRESS%",
		"details":     "%RESPONSE_CODE_DETAILS%",
		"termination": "%CONNECTION_TERMINATION_DETAILS%",
		"failure":     "%DOWNSTREAM_TRANSPORT_FAILURE_REASON%",
		"flags":       "%RESPONSE_FLAGS%",
		"chain":       "%FILTER_CHAIN_NAME%",
	})
	if err != nil {
		return nil, err
	}
	config, err := anypb.New(&filev3.FileAccessLog{
		Path: file,
		AccessLogFormat: &filev3.FileAccessLog_LogFormat{LogFormat: &corev3.SubstitutionFormatString{
			Format: &corev3.SubstitutionFormatString_JsonFormat{JsonFormat: fields},
		}},
	})
	return []*accesslogv3.AccessLog{{
		Name: "envoy.access_loggers.file", ConfigType: &accesslogv3.AccessLog_TypedConfig{TypedConfig: config},
	}}, err
}

// ReadLog reads the whole access log.
func ReadLog(file string) ([]Entry, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if line == "" {
			continue
		}
		entry := Entry{}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}
