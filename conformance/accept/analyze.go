package accept

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"istio.io/istio/pkg/config/analysis/analyzers"
	"istio.io/istio/pkg/config/analysis/diag"
	"istio.io/istio/pkg/config/analysis/local"

	"conformance/manifest"
)

// Analyze runs all of istioctl's analyzers over a set of documents, with default mesh configuration or that of a file.
func Analyze(documents []manifest.Document, meshConfigFile string) ([]Finding, error) {
	stream, err := streamOf(documents)
	if err != nil {
		return nil, err
	}
	analyzer := local.NewSourceAnalyzer(analyzers.AllCombined(), "", "istio-system", nil)
	if meshConfigFile != "" {
		if err := analyzer.AddFileKubeMeshConfig(meshConfigFile); err != nil {
			return nil, err
		}
	}
	// The objects first: after AddDefaultResources the kinds of the source are fixed and every analyzer would be skipped.
	readers := []local.ReaderSource{{Name: "objects", Reader: bytes.NewReader(stream)}}
	if err := analyzer.AddTestReaderKubeSource(readers); err != nil {
		return nil, err
	}
	if err := analyzer.AddDefaultResources(); err != nil {
		return nil, err
	}
	cancel := make(chan struct{})
	defer close(cancel)
	result, err := analyzer.Analyze(cancel)
	if err != nil {
		return nil, err
	}
	return append(skipped(result.SkippedAnalyzers), findingsOfMessages(result.Messages)...), nil
}

func streamOf(documents []manifest.Document) ([]byte, error) {
	var stream bytes.Buffer
	for _, document := range documents {
		text, err := document.Object.MarshalJSON()
		if err != nil {
			return nil, err
		}
		stream.WriteString("---\n")
		stream.Write(text)
	}
	return stream.Bytes(), nil
}

func skipped(names []string) []Finding {
	var findings []Finding
	for _, name := range names {
		findings = append(findings, Finding{name, "analyzer", Error, "the analyzer was skipped: nothing is known of what it judges"})
	}
	return findings
}

func findingsOfMessages(messages diag.Messages) []Finding {
	var findings []Finding
	for _, message := range messages {
		object := "the whole input"
		if message.Resource != nil {
			object = message.Resource.Origin.FriendlyName()
		}
		findings = append(findings, Finding{object, "analyzer", severityOf(message.Type.Level()), message.String()})
	}
	return findings
}

func severityOf(level diag.Level) string {
	return strings.ToLower(level.String())
}

// GatewayAPICrds is the file of Istio's own source tree with the Gateway API's CRDs of the version Istio is tested with.
func GatewayAPICrds(istioSource string) (string, error) {
	file := filepath.Join(istioSource, "tests/integration/pilot/testdata/gateway-api-crd.yaml")
	_, err := os.Stat(file)
	return file, err
}
